package io.kernelgraft.kmodbuilder.akmods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AkmodsLogTest {
    @Test
    void shouldQuoteTheLastModpostErrorsWithoutTimeStamps() {
        // Given
        Stream<String> log = Stream.of(
                "2026/11/23 16:40:01 akmodsbuild: + echo 'error: not one'",
                "2026/11/23 16:40:02 akmodsbuild:   CC [M]  v4l2loopback.o",
                "2026/11/23 16:40:03 akmodsbuild: ERROR: modpost: \"video_ioctl2\" [v4l2loopback.ko] undefined!",
                "2026/11/23 16:40:03 akmodsbuild: ERROR: modpost: \"v4l2_event_queue\" [v4l2loopback.ko] undefined!",
                "2026/11/23 16:40:03 akmodsbuild: make[2]: *** [Makefile:147: Module.symvers] Error 1",
                "2026/11/23 16:40:03 akmodsbuild: error: Bad exit status from /var/tmp/rpm-tmp.x (%build)",
                "2026/11/23 16:40:03 akmods: Building rpms failed; see /var/cache/akmods/v4l2loopback/x.failed.log");

        // When / Then
        assertThat(AkmodsLog.lastErrors(log, 5))
                .containsExactly(
                        "ERROR: modpost: \"video_ioctl2\" [v4l2loopback.ko] undefined!",
                        "ERROR: modpost: \"v4l2_event_queue\" [v4l2loopback.ko] undefined!");
    }

    @Test
    void shouldQuoteTheLastCompilerErrorsAtMost() {
        Stream<String> log = Stream.iterate(1, i -> i + 1)
                .limit(9)
                .map(i -> "23 Nov 16:40:0" + i + " akmodsbuild: /tmp/x/bus.c:" + i + ":5: error: unknown type name");
        assertThat(AkmodsLog.lastErrors(log, 2))
                .containsExactly(
                        "/tmp/x/bus.c:8:5: error: unknown type name", "/tmp/x/bus.c:9:5: error: unknown type name");
    }

    @Test
    void shouldFallBackToMakeAndThenToTheLogsEnd() {
        assertThat(AkmodsLog.lastErrors(
                        Stream.of("CC [M] a.o", "make[1]: *** No rule to make target 'b.c'.  Stop.", "done"), 5))
                .containsExactly("make[1]: *** No rule to make target 'b.c'.  Stop.");
        assertThat(AkmodsLog.lastErrors(Stream.of("one", "two", "", "three"), 2))
                .containsExactly("two", "three");
    }

    @Test
    void shouldBlameTheSourcesOnlyForWhatTheMachineHadNoPartIn() {
        String undeclared = "23 Nov 16:40:01 akmodsbuild: /tmp/x/bus.c:8:5: error: unknown type name";
        String unresolved = "ERROR: modpost: \"video_ioctl2\" [v4l2loopback.ko] undefined!";

        assertThat(AkmodsLog.blamesTheSources(Stream.of("CC [M] bus.o", undeclared)))
                .isTrue();
        assertThat(AkmodsLog.blamesTheSources(Stream.of(unresolved))).isTrue();
        assertThat(AkmodsLog.blamesTheSources(
                        Stream.of(undeclared, "gcc: fatal error: Killed signal terminated program")))
                .isFalse();
        assertThat(AkmodsLog.blamesTheSources(
                        Stream.of("a.c:1:1: fatal error: error writing to /tmp/a.s: No space left on device")))
                .isFalse();
        assertThat(AkmodsLog.blamesTheSources(Stream.of("error: Failed build dependencies: bc")))
                .isFalse();
    }

    @Test
    void shouldRemoveEscapesFromWhatIsShownToPeople() {
        assertThat(AkmodsLog.plain("a.c:1:1: \u001b[01;31merror:\u001b[0m x\u0007"))
                .isEqualTo("a.c:1:1:  error:  x ");
    }
}
