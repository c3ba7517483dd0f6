package io.kernelgraft.lab.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.lab.process.ProjectRoot;
import io.kernelgraft.lab.service.LabService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class KafkaAccessTest {
    private static final Pattern TABLE = Pattern.compile("(?m)^\\| principal \\|(?:.*\\n)+?(?=\\n)");

    private final KafkaAccess access = KafkaAccess.ofTheContract();

    @Test
    void shouldBeTheTableInTheDocumentation() throws Exception {
        Path page = ProjectRoot.find().resolve("docs/isolation.md");
        if (Boolean.getBoolean("kernelgraft.docs.write")) {
            String written =
                    TABLE.matcher(Files.readString(page)).replaceFirst(Matcher.quoteReplacement(access.table()));
            Files.writeString(page, written);
        }
        assertThat(Files.readString(page)).contains("\n\n" + access.table() + "\n");
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
                        "operator.commands.dlq",
                        "payload.signed",
                        "rebuild.requested.dlq",
                        "signing.audited",
                        "stage.failed",
                        "stage.progress",
                        "unhandled.dlq");
        assertThat(access.reads().get("signer"))
                .containsExactly("kmods.built", "operator.commands", "rebuild.requested");
    }
}
