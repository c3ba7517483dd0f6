package io.kernelgraft.lab.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * PostgreSQL from Maven artefacts; it runs as root too. Data stay in the directory it is given. fsync is off: a lost
 * process loses nothing, a lost machine may.
 */
public final class PostgresProcess implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final EmbeddedPostgres postgres;
    private final String password;

    private PostgresProcess(EmbeddedPostgres postgres, String password) {
        this.postgres = postgres;
        this.password = password;
    }

    /** For tests: on a free port, everybody on this machine is let in. */
    public static PostgresProcess start(Path directory) {
        return new PostgresProcess(open(directory, 0, "postgres"), "postgres");
    }

    /** For the lab: whoever connects needs the password of their role, the superuser's is in {@code secrets}. */
    public static PostgresProcess start(Path directory, int port, Secrets secrets) {
        String password = secrets.named("postgres");
        PostgresProcess process = new PostgresProcess(open(directory, port, password), password);
        process.execute("postgres", "ALTER ROLE postgres PASSWORD '" + password + "'");
        try {
            Files.write(
                    directory.resolve("pg_hba.conf"),
                    List.of("local all all scram-sha-256", "host all all 127.0.0.1/32 scram-sha-256"));
        } catch (IOException e) {
            process.close();
            throw new UncheckedIOException(e);
        }
        process.execute("postgres", "SELECT pg_reload_conf()");
        return process;
    }

    private static EmbeddedPostgres open(Path directory, int port, String password) {
        try {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            return EmbeddedPostgres.builder()
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setConnectConfig("password", password)
                    .setServerConfig("shared_buffers", "32MB")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start in " + directory, e);
        }
    }

    public int port() {
        return postgres.getPort();
    }

    public String password() {
        return password;
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + name(database);
    }

    /** Makes the database if it is not there. */
    public void createDatabase(String database) {
        if (query("SELECT 1 FROM pg_database WHERE datname = '" + name(database) + "'") == null) {
            execute("postgres", "CREATE DATABASE " + database);
        }
    }

    /** Replaces the database by an empty one; whoever is connected to it is thrown out. */
    public void recreateDatabase(String database) {
        execute("postgres", "DROP DATABASE IF EXISTS " + name(database) + " WITH (FORCE)");
        execute("postgres", "CREATE DATABASE " + database);
    }

    /** Runs statements as superuser. They are made of the lab's own names and passwords only. */
    void execute(String database, String... statements) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(database), "postgres", password);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused a statement: " + e.getMessage(), e);
        }
    }

    private String query(String sql) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), "postgres", password);
                var rows = connection.createStatement().executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused a query: " + e.getMessage(), e);
        }
    }

    static String name(String identifier) {
        if (!NAME.matcher(identifier).matches()) {
            throw new IllegalArgumentException("a database name is " + NAME + ", not '" + identifier + "'");
        }
        return identifier;
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        }
    }
}
