package io.kernelgraft.lab.broker;

import io.kernelgraft.lab.process.ChildProcess;
import io.kernelgraft.lab.process.FreePort;
import io.kernelgraft.lab.process.ProjectRoot;
import io.kernelgraft.lab.process.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One KRaft broker with its controller in a process of its own: the broker's jars must not share a class path with
 * Quarkus, whose BOM pins another kafka-clients. Data and log are in the directory it is given; a second start there
 * goes on with the same topics.
 */
public final class KafkaProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Path JARS = Path.of("deploy/lab/broker/target/lib");

    private final ChildProcess process;
    private final String bootstrapServers;

    private KafkaProcess(ChildProcess process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /** On a free port. */
    public static KafkaProcess start(Path directory) {
        return start(directory, FreePort.any());
    }

    /** Ready, with every topic there, when this returns. Everybody may do everything there. */
    public static KafkaProcess start(Path directory, int port) {
        return start(directory, port, Optional.empty());
    }

    /** The same, but everybody may do only what {@link KafkaAccess} grants; on {@code port} nobody has a name. */
    public static KafkaProcess start(Path directory, int port, KafkaAccounts accounts) {
        return start(directory, port, Optional.of(accounts));
    }

    private static KafkaProcess start(Path directory, int port, Optional<KafkaAccounts> accounts) {
        Path jars = ProjectRoot.find().resolve(JARS);
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException("the broker's jars are not in " + jars
                    + "; make them with: mvn -pl deploy/lab/broker process-resources");
        }
        try {
            Path home = Files.createDirectories(directory.toAbsolutePath());
            Path config = home.resolve("server.properties");
            write(config, new BrokerConfig(home.resolve("data"), port, FreePort.any(), accounts).text());
            if (!Files.exists(home.resolve("data/meta.properties"))) {
                format(jars, home, config);
            }
            ChildProcess process = java("kafka", jars, home, List.of("-Xmx256m"), "kafka.Kafka", config.toString());
            KafkaProcess kafka = new KafkaProcess(process, "127.0.0.1:" + port);
            KafkaLogin admin = accounts.map(all -> all.login(KafkaAccounts.OPERATOR))
                    .orElseGet(() -> KafkaLogin.anonymous(kafka.bootstrapServers));
            try (Topics topics = new Topics(admin)) {
                Readiness.await(process, START, topics::brokerAnswers);
                topics.create();
                if (accounts.isPresent()) {
                    KafkaAccess access = KafkaAccess.ofTheContract();
                    topics.grant(access);
                    Readiness.await(process, START, () -> topics.grants(access));
                }
            } catch (RuntimeException e) {
                process.close();
                throw e;
            }
            return kafka;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the broker's directory " + directory, e);
        }
    }

    /** For its owner's eyes alone, from the first byte on. */
    private static void write(Path config, String text) throws IOException {
        Files.deleteIfExists(config);
        Files.createFile(config, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(config, text);
    }

    private static void format(Path jars, Path home, Path config) {
        java(
                        "kafka-format",
                        jars,
                        home,
                        List.of("-Xmx128m"),
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        clusterId(),
                        "-c",
                        config.toString())
                .requireSuccess(START);
    }

    private static ChildProcess java(
            String name, Path jars, Path home, List<String> memory, String... mainAndArguments) {
        List<String> argv = new ArrayList<>();
        argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        argv.addAll(memory);
        argv.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", jars + "/*"));
        argv.addAll(List.of(mainAndArguments));
        return ChildProcess.start(name, argv, home.resolve(name + ".log"), Map.of());
    }

    /** 22 characters, as StorageTool's {@code random-uuid} prints it. */
    private static String clusterId() {
        UUID uuid = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        // A leading dash would read as an option.
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return text.startsWith("-") ? clusterId() : text;
    }

    /** {@code host:port}, for {@code kafka.bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
