package io.kernelgraft.lab.testing;

import io.kernelgraft.lab.broker.KafkaProcess;
import io.kernelgraft.lab.database.PostgresProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Both servers as processes, in a temporary directory that goes with the JVM. No container engine is needed. */
final class LocalServers {
    private LocalServers() {}

    static TestServers start() {
        try {
            Path directory = Files.createTempDirectory("kernelgraft-it");
            KafkaProcess kafka = KafkaProcess.start(directory.resolve("kafka"));
            PostgresProcess postgres = PostgresProcess.start(directory.resolve("postgres"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                postgres.close();
                kafka.close();
                delete(directory);
            }));
            String anyDatabase = postgres.jdbcUrl("postgres");
            return new TestServers(
                    kafka.bootstrapServers(),
                    anyDatabase.substring(0, anyDatabase.lastIndexOf('/') + 1),
                    "postgres",
                    postgres.password());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException stillWritten) {
            // What is left is in the system's temporary directory, which is cleaned by others.
        }
    }
}
