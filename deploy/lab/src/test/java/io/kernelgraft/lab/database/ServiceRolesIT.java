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
            }
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

    private static Connection connect(ServiceRoles.Login login, String password) throws SQLException {
        return DriverManager.getConnection(login.jdbcUrl(), login.user(), password);
    }
}
