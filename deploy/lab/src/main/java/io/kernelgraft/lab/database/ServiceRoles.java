package io.kernelgraft.lab.database;

/** One role and one schema per service in one database, so that no service can read another's tables. */
public final class ServiceRoles {
    private final PostgresProcess postgres;
    private final String database;
    private final Secrets secrets;

    public ServiceRoles(PostgresProcess postgres, String database, Secrets secrets) {
        this.postgres = postgres;
        this.database = database;
        this.secrets = secrets;
        postgres.createDatabase(database);
        postgres.execute(
                database,
                "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                "REVOKE CREATE, TEMPORARY ON DATABASE " + database + " FROM PUBLIC",
                // Nothing is in it, but nobody has any business there.
                "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
    }

    public record Login(String jdbcUrl, String user, String password) {}

    /** Makes the role and its schema if they are not there; its search path is that schema alone. */
    public Login forService(String service) {
        String role = PostgresProcess.name(service.replace('-', '_'));
        String password = secrets.named(service);
        postgres.execute(
                database,
                "DO $$ BEGIN CREATE ROLE %1$s LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$".formatted(role),
                "ALTER ROLE %1$s PASSWORD '%2$s'".formatted(role, password),
                "CREATE SCHEMA IF NOT EXISTS %1$s AUTHORIZATION %1$s".formatted(role),
                "ALTER ROLE %1$s SET search_path = %1$s".formatted(role));
        return new Login(postgres.jdbcUrl(database), role, password);
    }
}
