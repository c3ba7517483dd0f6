package io.kernelgraft.lab.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Who may do what at the broker, worked out from the contract's AsyncAPI document: a service writes the topics it sends
 * and no other, reads those it receives, and uses the one consumer group that has its name. What is not granted is refused.
 *
 * @param writes topics by service
 * @param reads topics by service
 */
public record KafkaAccess(Map<String, TreeSet<String>> writes, Map<String, TreeSet<String>> reads) {
    /** Who comes without a name: an operator who looks. */
    private static final String ANYONE = "ANONYMOUS";

    private static final String EVERY_HOST = "*";

    public static KafkaAccess ofTheContract() {
        Map<String, TreeSet<String>> writes = new TreeMap<>();
        Map<String, TreeSet<String>> reads = new TreeMap<>();
        for (String operation : operations()) {
            // For example signer.send.payload.signed.
            String[] part = operation.split("\\.", 3);
            if (part[0].equals(KafkaAccounts.OPERATOR)) {
                continue; // Needs no grant, and is no service.
            }
            Map<String, TreeSet<String>> granted = part[1].equals("send") ? writes : reads;
            granted.computeIfAbsent(part[0], service -> new TreeSet<>()).add(part[2]);
        }
        // Where a channel puts what it could not even write to its inbox.
        reads.keySet().forEach(service -> writes.get(service).add(Topics.UNHANDLED));
        return new KafkaAccess(writes, reads);
    }

    private static List<String> operations() {
        try (InputStream in = KafkaAccess.class.getResourceAsStream("/asyncapi.yaml")) {
            Map<String, Map<String, Object>> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return document.get("operations").keySet().stream().sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> services() {
        return writes.keySet().stream().sorted().toList();
    }

    List<AclBinding> bindings() {
        List<AclBinding> bindings = new ArrayList<>();
        writes.forEach((service, topics) ->
                topics.forEach(topic -> bindings.add(allow(service, ResourceType.TOPIC, topic, AclOperation.WRITE))));
        reads.forEach((service, topics) -> {
            topics.forEach(topic -> bindings.add(allow(service, ResourceType.TOPIC, topic, AclOperation.READ)));
            bindings.add(allow(service, ResourceType.GROUP, service, AclOperation.READ));
        });
        bindings.add(allow(ANYONE, ResourceType.TOPIC, ResourcePattern.WILDCARD_RESOURCE, AclOperation.READ));
        return bindings;
    }

    private static AclBinding allow(String user, ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, EVERY_HOST, operation, AclPermissionType.ALLOW));
    }

    /** As a Markdown table, for the documentation. */
    public String table() {
        StringBuilder table = new StringBuilder("| principal | writes | reads | group |\n| --- | --- | --- | --- |\n");
        for (String service : services()) {
            boolean receives = reads.containsKey(service);
            table.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            service,
                            list(writes.get(service)),
                            receives ? list(reads.get(service)) : "",
                            receives ? "`" + service + "`" : ""));
        }
        return table + "| nobody in particular |  | every topic |  |\n| `operator` | everything | everything | any |\n";
    }

    private static String list(TreeSet<String> topics) {
        return String.join(
                ", ",
                topics.stream()
                        .sorted(Comparator.comparing((String topic) -> topic.endsWith(".dlq"))
                                .thenComparing(topic -> topic))
                        .map(topic -> "`" + topic + "`")
                        .toList());
    }
}
