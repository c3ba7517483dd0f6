package io.kernelgraft.lab.broker;

import io.kernelgraft.contract.event.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The contract's topics, each with its dead letter topic. They are made before any client starts. */
public final class Topics implements AutoCloseable {
    /** Where a service's channel puts what it could not even write to its inbox. */
    static final String UNHANDLED = "unhandled.dlq";

    private static final int PARTITIONS = 3;
    private static final short REPLICAS = 1;
    private static final Duration PROGRESS_RETENTION = Duration.ofHours(1);
    private static final long DEADLINE_SECONDS = 30;

    private final Admin admin;

    /** @param bootstrapServers of a broker that lets everybody do everything */
    public Topics(String bootstrapServers) {
        this(KafkaLogin.anonymous(bootstrapServers));
    }

    public Topics(KafkaLogin login) {
        Map<String, Object> config = new HashMap<>(login.properties());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 100);
        this.admin = Admin.create(config);
    }

    /** Every event's topic, and where its unreadable records go. Progress has no dead letters: it is lossy by design. */
    public static List<NewTopic> ofTheContract() {
        List<NewTopic> topics = new ArrayList<>();
        for (EventType type : EventType.values()) {
            boolean progress = type == EventType.STAGE_PROGRESS;
            NewTopic topic = new NewTopic(type.topic(), progress ? 1 : PARTITIONS, REPLICAS);
            if (progress) {
                topic.configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG, Long.toString(PROGRESS_RETENTION.toMillis()),
                        TopicConfig.SEGMENT_MS_CONFIG, Long.toString(PROGRESS_RETENTION.toMillis() / 4)));
            }
            topics.add(topic);
            topics.add(new NewTopic(type.deadLetterTopic(), 1, REPLICAS));
        }
        topics.add(new NewTopic(UNHANDLED, 1, REPLICAS));
        return topics;
    }

    boolean brokerAnswers() throws Exception {
        return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
    }

    /** Makes those that are not there yet. */
    public void create() {
        admin.createTopics(ofTheContract()).values().forEach((topic, created) -> {
            try {
                get(created);
            } catch (IllegalStateException e) {
                // A second start on the same data finds them; that is what was wanted.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        });
    }

    /** Grants this and nothing else: what an earlier version of the table granted goes. */
    void grant(KafkaAccess access) {
        get(admin.deleteAcls(List.of(AclBindingFilter.ANY)).all());
        get(admin.createAcls(access.bindings()).all());
    }

    /** The controller has taken them over before the broker knows them; a client that comes in between is refused. */
    boolean grants(KafkaAccess access) {
        return Set.copyOf(get(admin.describeAcls(AclBindingFilter.ANY).values()))
                .equals(Set.copyOf(access.bindings()));
    }

    /** Deletes every record, so that what an earlier test left is not read by the next one. */
    public void empty() {
        Map<TopicPartition, OffsetSpec> latest = ofTheContract().stream()
                .flatMap(topic -> java.util.stream.IntStream.range(0, topic.numPartitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends =
                get(admin.listOffsets(latest).all());
        get(admin.deleteRecords(ends.entrySet().stream()
                        .filter(end -> end.getValue().offset() > 0)
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                end -> RecordsToDelete.beforeOffset(
                                        end.getValue().offset()))))
                .all());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refused: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka did not answer within " + DEADLINE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
