package io.kernelgraft.lab.broker;

import java.util.Map;

/**
 * How a client reaches the broker. Its text form does not have the password.
 *
 * @param user null for one who says no name
 */
public record KafkaLogin(String bootstrapServers, String user, String password) {
    public static KafkaLogin anonymous(String bootstrapServers) {
        return new KafkaLogin(bootstrapServers, null, null);
    }

    /** Properties of any Kafka client. */
    public Map<String, Object> properties() {
        return user == null
                ? Map.of("bootstrap.servers", bootstrapServers)
                : Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        jaas(user, password) + ";");
    }

    /** The beginning of a line of JAAS; names and passwords of the lab have no character that would need an escape. */
    static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\""
                .formatted(user, password);
    }

    @Override
    public String toString() {
        return (user == null ? "anonymous" : user) + " at " + bootstrapServers;
    }
}
