package io.kernelgraft.lab.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.lab.process.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceRolesIT {
    @TempDir
    Path directory;

    @Test
    void shouldKeepServicesOutOfEachOthersTables() throws Exception {
        // Given
        Secrets secrets = new Secrets(directory.resolve("secrets"));
        int port = FreePort.any();
        try (PostgresProcess postgres = PostgresProcess.start(directory.resolve("data"), port, secrets)) {
            ServiceRoles roles = new ServiceRoles(postgres, "kernelgraft", secrets);
            ServiceRoles.Login signer = roles.forService("signer");
            ServiceRoles.Login builder = roles.forService("kernel-builder");
            try (Connection connection = connect(signer, signer.password())) {
                connection.createStatement().execute("CREATE TABLE keys_used (id int)");
            }
            // When, Then
            try (Connection connection = connect(builder, builder.password())) {
                assertThatThrownBy(() -> connection.createStatement().execute("SELECT * FROM signer.keys_used"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("permission denied for schema signer");
                connection.createStatement().execute("CREATE TABLE recipes (id int)");
            }
            assertThatTheRoleHasNothingButItsSchema(signer);
            assertThatThrownBy(() -> connect(signer, "guessed"))
                    .hasMessageContaining("password authentication failed for user \"signer\"");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("secrets/kernel-builder"))))
                    .isEqualTo("rw-------");
        }
        // A second start finds the same data and takes the same passwords.
        try (PostgresProcess postgres = PostgresProcess.start(directory.resolve("data"), port, secrets)) {
            ServiceRoles.Login signer = new ServiceRoles(postgres, "kernelgraft", secrets).forService("signer");
            try (Connection connection = connect(signer, signer.password());
                    var rows = connection.createStatement().executeQuery("SELECT count(*) FROM keys_used")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isZero();
            }
        }
    }

    private static void assertThatTheRoleHasNothingButItsSchema(ServiceRoles.Login login) throws SQLException {
        try (Connection connection = connect(login, login.password())) {
            for (String refused : List.of(
                    "SELECT * FROM kernel_builder.recipes",
                    "CREATE TABLE kernel_builder.planted (id int)",
                    "CREATE TABLE public.planted (id int)",
                    "CREATE SCHEMA planted",
                    "CREATE TEMPORARY TABLE planted (id int)",
                    "CREATE ROLE planted",
                    "SET ROLE kernel_builder",
                    "ALTER ROLE kernel_builder PASSWORD 'planted'",
                    "COPY keys_used FROM PROGRAM 'id'")) {
                assertThatThrownBy(() -> connection.createStatement().execute(refused))
                        .as(refused)
                        .isInstanceOf(SQLException.class)
                        .hasMessageMatching("(?s).*(permission denied|must be|not permitted).*");
            }
            try (var owned = connection.createStatement().executeQuery("""
                    SELECT string_agg(nspname, ',') FROM pg_namespace
                     WHERE nspowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)""")) {
                assertThat(owned.next()).isTrue();
                assertThat(owned.getString(1)).isEqualTo("signer");
            }
        }
        ServiceRoles.Login elsewhere = new ServiceRoles.Login(
                login.jdbcUrl().replace("/kernelgraft", "/postgres"), login.user(), login.password());
        assertThatThrownBy(() -> connect(elsewhere, login.password()))
                .hasMessageContaining("permission denied for database \"postgres\"");
    }

    private static Connection connect(ServiceRoles.Login login, String password) throws SQLException {
        return DriverManager.getConnection(login.jdbcUrl(), login.user(), password);
    }
}
