package io.kernelgraft.lab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.fault.Switches;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.supervisor.RunningLab;
import io.kernelgraft.lab.testing.Ending;
import io.kernelgraft.lab.testing.Reproduces;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Switches of a running lab, as {@code make break} and {@code make mend} use them, seen through the whole pipeline. */
class BrokenAndMendedST {
    /** Several polls. */
    private static final Duration WHILE = Duration.ofSeconds(8);

    @Test
    @Reproduces(
            rows = "H1",
            faults = LabFault.BASE_DRACUT_EXCLUSIVE_OPTIONS,
            stage = "seal",
            kind = FailureKind.REJECTED,
            reason = "DRACUT_FAILED")
    @Reproduces(
            rows = "H9",
            faults = LabFault.RELEASE_DEVEL_OF_ANOTHER_BUILD,
            stage = "watcher",
            prevented = "nothing is released, and nothing built")
    void shouldFailWhileBrokenAndSealOnceMended(TestInfo test) throws Exception {
        try (LabUnderTest lab = LabUnderTest.start(new RunningLab.Options(true, "stable", everythingBut()))) {
            Switches switches = new Switches(lab.lab().home(), lab.lab().ports());
            String base = lab.tagged("lab/base", "stable");

            // When
            switches.breakIt(LabFault.RELEASE_DEVEL_OF_ANOTHER_BUILD);
            publish(lab, "7.2-release-devel-of-another-build");
            Thread.sleep(WHILE);

            // Then
            assertThat(lab.all(KernelReleased.class)).isEmpty();

            // When
            switches.breakIt(LabFault.BASE_DRACUT_EXCLUSIVE_OPTIONS);
            publish(lab, "7.2");
            StageFailed failed = lab.await(StageFailed.class);

            // Then
            assertThat(new Ending(failed.stage(), failed.kind(), failed.reason()))
                    .isEqualTo(Ending.of(test.getTestMethod()));
            assertThat(lab.all(ImageSwapped.class)).hasSize(1);
            assertThat(switches.broken())
                    .containsExactly(LabFault.BASE_DRACUT_EXCLUSIVE_OPTIONS, LabFault.RELEASE_DEVEL_OF_ANOTHER_BUILD);
            assertThat(lab.tagged("lab/base", "stable")).isNotEqualTo(base);

            // When
            switches.broken().forEach(switches::mend);
            assertThat(switches.broken()).isEmpty();
            assertThat(lab.tagged("lab/base", "stable")).isEqualTo(base);
            publish(lab, "7.2-2");

            // Then
            await().atMost(LabUnderTest.PIPELINE)
                    .until(() -> lab.all(CandidateSealed.class).size()
                                    + lab.all(StageFailed.class).size()
                            > 1);
            assertThat(lab.all(StageFailed.class)).containsExactly(failed);
            CandidateSealed sealed = lab.all(CandidateSealed.class).getFirst();
            assertThat(sealed.rebuild().base().pinned().value()).isEqualTo(base);
        }
    }

    /** What is sealed need not boot here. */
    private static List<LabService> everythingBut() {
        return List.of(LabService.values()).stream()
                .filter(service -> service != LabService.VERIFIER && service != LabService.PROMOTER)
                .toList();
    }

    private static void publish(LabUnderTest lab, String release) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + lab.lab().ports().copr() + "/publish/" + release);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
