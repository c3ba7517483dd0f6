package io.kernelgraft.lab.broker;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The broker's configuration: one node, loopback only, everything small.
 *
 * @param accounts who may come in with a name; without any, everybody may do everything
 */
record BrokerConfig(Path data, int port, int controllerPort, Optional<KafkaAccounts> accounts) {
    /** Has passwords in it where there are accounts. */
    String text() {
        return accounts.map(this::guarded).orElseGet(this::open) + """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%d
                controller.listener.names=CONTROLLER
                log.dirs=%s
                num.partitions=1
                auto.create.topics.enable=false
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                group.initial.rebalance.delay.ms=0
                num.network.threads=2
                num.io.threads=2
                log.cleaner.dedupe.buffer.size=4194304
                """.formatted(controllerPort, data);
    }

    private String open() {
        return """
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                """.formatted(port, controllerPort);
    }

    /** The controller asks for a name, too: whoever reached it without one could do as the broker does. */
    private String guarded(KafkaAccounts accounts) {
        return """
                listeners=PLAINTEXT://127.0.0.1:%1$d,SASL://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%3$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,SASL://127.0.0.1:%2$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
                inter.broker.listener.name=SASL
                sasl.enabled.mechanisms=PLAIN
                sasl.mechanism.inter.broker.protocol=PLAIN
                sasl.mechanism.controller.protocol=PLAIN
                listener.name.sasl.plain.sasl.jaas.config=%4$s
                listener.name.controller.plain.sasl.jaas.config=%4$s
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                allow.everyone.if.no.acl.found=false
                super.users=%5$s
                """.formatted(port, accounts.port(), controllerPort, accounts.serverJaas(), accounts.superUsers());
    }
}
