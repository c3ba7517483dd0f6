package io.kernelgraft.lab.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.lab.process.ProjectRoot;
import io.kernelgraft.lab.service.LabService;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KafkaAccessTest {
    private final KafkaAccess access = KafkaAccess.ofTheContract();

    @Test
    void shouldBeTheTableInTheDocumentation() throws Exception {
        assertThat(Files.readString(ProjectRoot.find().resolve("docs/isolation.md")))
                .contains("\n\n" + access.table() + "\n");
    }

    @Test
    void shouldKnowEveryServiceAndLetOneAloneWriteEachResult() {
        assertThat(access.services())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(LabService.values()).map(LabService::id).toList());
        assertThat(access.writes().entrySet())
                .filteredOn(service -> service.getValue().contains("payload.signed"))
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("signer");
        assertThat(access.writes().get("signer"))
                .containsExactly(
                        "kmods.built.dlq",
                        "payload.signed",
                        "rebuild.requested.dlq",
                        "signing.audited",
                        "stage.failed",
                        "stage.progress",
                        "unhandled.dlq");
        assertThat(access.reads().get("signer")).containsExactly("kmods.built", "rebuild.requested");
    }
}
