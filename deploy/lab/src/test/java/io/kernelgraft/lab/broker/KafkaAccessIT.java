package io.kernelgraft.lab.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.lab.database.Secrets;
import io.kernelgraft.lab.process.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the broker that the lab starts. */
class KafkaAccessIT {
    @TempDir
    static Path directory;

    private static KafkaAccounts accounts;
    private static KafkaProcess kafka;

    @BeforeAll
    static void start() {
        accounts = new KafkaAccounts(FreePort.any(), new Secrets(directory.resolve("secrets")));
        kafka = KafkaProcess.start(directory.resolve("kafka"), FreePort.any(), accounts);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @CsvSource({
        "signer, payload.signed",
        "signer, signing.audited",
        "signer, stage.failed",
        "signer, stage.progress",
        "signer, rebuild.requested.dlq",
        "signer, unhandled.dlq",
        "kernel-builder, candidate.sealed",
        "verifier, candidate.verified",
        "upstream-watcher, rebuild.requested",
        "operator, candidate.promoted",
    })
    void shouldLetAServiceWriteWhatItSends(String user, String topic) {
        assertThatCode(() -> write(accounts.login(user), topic)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "signer, candidate.verified",
        "signer, candidate.promoted",
        "signer, rebuild.requested",
        "signer, kmods.built",
        "kernel-builder, payload.signed",
        "kernel-builder, signing.audited",
        "kernel-builder, candidate.verified",
        "kmod-builder, payload.signed",
        "verifier, candidate.promoted",
        "promoter, candidate.verified",
        "upstream-watcher, kmods.built",
        "console, rebuild.requested",
    })
    void shouldRefuseAServiceWhatItDoesNotSend(String user, String topic) {
        assertThatThrownBy(() -> write(accounts.login(user), topic)).hasCauseInstanceOf(AuthorizationException.class);
    }

    @Test
    void shouldLetAnybodyReadAndNobodyWriteWithoutAName() throws Exception {
        KafkaLogin anybody = KafkaLogin.anonymous(kafka.bootstrapServers());
        write(accounts.login("signer"), "payload.signed");
        try (KafkaConsumer<String, String> consumer = consumer(anybody, Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor("payload.signed").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            assertThat(consumer.poll(Duration.ofSeconds(10)).count()).isPositive();
        }
        for (String topic : List.of("payload.signed", "rebuild.requested", "stage.progress", "unhandled.dlq")) {
            assertThatThrownBy(() -> write(anybody, topic)).as(topic).hasCauseInstanceOf(AuthorizationException.class);
        }
        try (Admin admin = Admin.create(anybody.properties())) {
            NewTopic more = new NewTopic("more", 1, (short) 1);
            assertThatThrownBy(() -> admin.createTopics(List.of(more)).all().get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() ->
                            admin.deleteTopics(List.of("payload.signed")).all().get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    void shouldLeaveAServicesGroupToThatService() {
        KafkaLogin signer = accounts.login("signer");
        assertThatCode(() -> join(signer, "signer", "rebuild.requested")).doesNotThrowAnyException();
        assertThatThrownBy(() -> join(accounts.login("kernel-builder"), "signer", "rebuild.requested"))
                .isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> join(signer, "kernel-builder", "rebuild.requested"))
                .isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> join(signer, "signer", "candidate.sealed")).isInstanceOf(AuthorizationException.class);
    }

    @Test
    void shouldRefuseAWrongPasswordAndKeepTheRightOnesToTheirOwner() throws Exception {
        KafkaLogin right = accounts.login("signer");
        KafkaLogin wrong = new KafkaLogin(right.bootstrapServers(), "signer", "guessed");
        assertThatThrownBy(() -> write(wrong, "payload.signed"))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SaslAuthenticationException.class);
        assertThat(right.toString()).doesNotContain(right.password());
        Path config = directory.resolve("kafka/server.properties");
        assertThat(Files.readString(config)).contains(right.password());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(
                        Path.of("/proc", Long.toString(kafka.process().pid()), "cmdline")))
                .doesNotContain(right.password());
        assertThat(Files.readString(kafka.process().log())).doesNotContain(right.password());
    }

    private static void write(KafkaLogin login, String topic) throws Exception {
        Map<String, Object> config = new HashMap<>(login.properties());
        config.put("max.block.ms", 10_000);
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "k", "v")).get(10, TimeUnit.SECONDS);
        }
    }

    private static void join(KafkaLogin login, String group, String topic) {
        try (KafkaConsumer<String, String> consumer =
                consumer(login, Map.of("group.id", group, "auto.offset.reset", "earliest"))) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (consumer.assignment().isEmpty() && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200));
            }
            assertThat(consumer.assignment()).isNotEmpty();
        }
    }

    private static KafkaConsumer<String, String> consumer(KafkaLogin login, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(login.properties());
        config.putAll(more);
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }
}
