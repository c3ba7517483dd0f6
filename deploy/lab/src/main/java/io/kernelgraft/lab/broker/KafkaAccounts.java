package io.kernelgraft.lab.broker;

import io.kernelgraft.lab.database.Secrets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The broker's principals: each service, {@code operator}, who may do everything, and the broker itself. Passwords are
 * the lab's secrets.
 *
 * @param port of the listener that wants a name and a password
 */
public record KafkaAccounts(int port, Secrets secrets) {
    public static final String OPERATOR = "operator";
    private static final String BROKER = "broker";

    /** @param user a service's id, or {@link #OPERATOR} */
    public KafkaLogin login(String user) {
        return new KafkaLogin("127.0.0.1:" + port, user, password(user));
    }

    /** The broker's own line of JAAS: who it is to itself, and everybody's password. */
    String serverJaas() {
        StringBuilder jaas = new StringBuilder(KafkaLogin.jaas(BROKER, password(BROKER)));
        users().forEach(user -> jaas.append(" user_%s=\"%s\"".formatted(user, password(user))));
        return jaas.append(';').toString();
    }

    /** For {@code super.users}. */
    String superUsers() {
        return "User:" + BROKER + ";User:" + OPERATOR;
    }

    private static List<String> users() {
        return Stream.concat(Stream.of(BROKER, OPERATOR), KafkaAccess.ofTheContract().services().stream())
                .toList();
    }

    private String password(String user) {
        return secrets.named("kafka-" + user);
    }
}
