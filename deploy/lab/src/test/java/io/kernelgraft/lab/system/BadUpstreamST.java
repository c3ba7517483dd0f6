package io.kernelgraft.lab.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.lab.copr.CoprServer;
import io.kernelgraft.lab.copr.Fault;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.supervisor.RunningLab;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BadUpstreamST {
    /** Several polls. */
    private static final Duration WHILE = Duration.ofSeconds(8);

    @Test
    void shouldReleaseNothingFromABrokenCoprAndEverythingOnceItIsWell() throws Exception {
        RunningLab.Options watcherOnly = new RunningLab.Options(true, "stable", List.of(LabService.UPSTREAM_WATCHER));
        try (LabUnderTest lab = LabUnderTest.start(watcherOnly)) {
            CoprServer copr = lab.lab().copr();
            copr.on(Fault.UNAVAILABLE);
            long build = lab.publish("7.2");
            // When, Then
            for (Fault fault : List.of(Fault.UNAVAILABLE, Fault.HTML, Fault.TRUNCATED_RPM)) {
                copr.on(fault);
                List.of(Fault.values()).stream().filter(other -> other != fault).forEach(copr::off);
                Thread.sleep(WHILE);
                assertThat(lab.all(KernelReleased.class))
                        .as("with the fault " + fault.wireName())
                        .isEmpty();
            }
            // When
            copr.off(Fault.TRUNCATED_RPM);
            KernelReleased released = lab.await(KernelReleased.class, any -> true, Duration.ofMinutes(10));
            // Then
            assertThat(released.build()).isEqualTo(build);
            assertThat(released.rpms()).hasSize(5);
            assertThat(released.kver().value()).contains("cloud-amd64");
        }
    }
}
