package io.kernelgraft.lab.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The addresses of this JVM's broker and database. They are kept in a system property, not in a static field: Quarkus
 * may load this class more than once in a JVM.
 *
 * @param server JDBC URL of the server, without a database's name
 */
record TestServers(String bootstrapServers, String server, String user, String password) {
    /** Set to {@code true} to run the same tests on Testcontainers. */
    static final String CONTAINERS = "kernelgraft.test.containers";

    private static final String KEY = "kernelgraft.test.servers";
    private static final String DATABASE = "kernelgraft";

    static TestServers ofThisJvm() {
        synchronized (System.getProperties()) {
            // Plain strings: Narayana reads every system property at start and trips over any other kind of value.
            if (System.getProperty(KEY) != null) {
                String[] known = System.getProperty(KEY).split("\n", -1);
                return new TestServers(known[0], known[1], known[2], known[3]);
            }
            TestServers servers = Boolean.getBoolean(CONTAINERS) ? ContainerServers.start() : LocalServers.start();
            System.setProperty(
                    KEY, String.join("\n", servers.bootstrapServers, servers.server, servers.user, servers.password));
            return servers;
        }
    }

    String jdbcUrl() {
        return server + DATABASE;
    }

    void emptyDatabase() {
        try (Connection connection = DriverManager.getConnection(server + "postgres", user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + DATABASE);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make an empty test database: " + e.getMessage(), e);
        }
    }
}
