package io.kernelgraft.runtime.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.evidence.AttemptEvidence;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessToolRunnerTest {
    private static final Duration PLENTY = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final List<String> reported = new ArrayList<>();
    private ProcessToolRunner tools;

    @BeforeEach
    void open() {
        tools = new ProcessToolRunner(directory, new AttemptEvidence(directory), new Progress() {
            @Override
            public void report(String text) {
                reported.add(text);
            }

            @Override
            public void report(String text, long done, long total) {
                reported.add(text);
            }
        });
    }

    @AfterEach
    void close() {
        tools.close();
    }

    @Test
    void shouldReadFilesThatTheProgramWritesToItselfToTheirEnds() throws Exception {
        // Given
        OutputFiles files = new OutputFiles(
                Files.createFile(directory.resolve("stdout")), Files.createFile(directory.resolve("stderr")));

        // When
        ToolResult result = tools.run(
                sh("echo relayed; exec >stdout 2>stderr; echo first; sleep 0.3; echo oops >&2; seq 1 20000; exit 3")
                        .in(directory)
                        .writing(files));

        // Then
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout().lines())
                .hasSize(20001)
                .startsWith("first", "1")
                .endsWith("20000");
        assertThat(result.log()).content().contains("relayed", "oops");
    }

    @Test
    void shouldGiveExitCodeOutputAndLogWithoutEscapes() throws Exception {
        // When
        ToolResult result =
                tools.run(sh("printf 'one\\n\\033[1mtwo\\033[0m\\n'; printf '10%%\\r20%%\\r' ; echo oops >&2; exit 3"));

        // Then
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEqualTo("one\ntwo\n10%\n20%\n");
        assertThat(Files.readAllLines(result.log())).containsExactlyInAnyOrder("one", "two", "10%", "20%", "oops");
        assertThat(reported).contains("sh: two", "sh: 20%", "sh: oops");
        assertThatThrownBy(() -> result.orFail(FailureKind.UPSTREAM, "SH_FAILED"))
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.reason()).isEqualTo("SH_FAILED");
                    assertThat(failure).hasMessageContaining("sh exited 3").hasMessageContaining("oops");
                });
    }

    @Test
    void shouldPassArgumentsAsTheyAreAndNeverThroughAShell() throws Exception {
        // Given
        String hostile = "a b; $(touch " + directory + "/pwned) `id` \"'";

        // When
        ToolResult result = tools.run(ToolCall.of("printf", PLENTY, "printf", "%s", hostile));

        // Then
        assertThat(result.stdout()).isEqualTo(hostile + "\n");
        assertThat(directory.resolve("pwned")).doesNotExist();
    }

    @Test
    void shouldKillTheWholeTreeAtTheDeadlineEvenWhatLeftTheTree() throws Exception {
        // Given
        Path pids = directory.resolve("pids");
        String script = "sleep 1000 & echo $! >> " + pids + "; setsid sh -c 'echo $$ >> " + pids
                + "; sleep 1000' & echo still here; wait";

        // When
        assertThatThrownBy(() -> tools.run(ToolCall.of("sh", Duration.ofSeconds(1), "sh", "-c", script)))
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
                    assertThat(failure.reason()).isEqualTo("TOOL_DEADLINE");
                    assertThat(failure).hasMessageContaining("1 s").hasMessageContaining("still here");
                });

        // Then
        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSize(2);
        await().atMost(Duration.ofSeconds(5)).until(() -> started.stream().noneMatch(ProcessToolRunnerTest::alive));
    }

    @Test
    void shouldKillDaemonsThatOutliveTheirStarter() throws Exception {
        // Given
        Path pid = directory.resolve("pid");

        // When
        ToolResult result = tools.run(sh("setsid sh -c 'echo $$ > " + pid + "; exec sleep 1000' >/dev/null 2>&1 &"
                + " while [ ! -s " + pid + " ]; do sleep 0.01; done"));

        // Then
        assertThat(result.ok()).isTrue();
        String daemon = Files.readString(pid).strip();
        await().atMost(Duration.ofSeconds(5)).until(() -> !alive(daemon));
    }

    @Test
    void shouldSayWhichProgramIsMissing() {
        assertThatThrownBy(() -> tools.run(ToolCall.of("dnf", PLENTY, "no-such-program-here")))
                .isInstanceOfSatisfying(
                        StageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo("TOOL_MISSING"))
                .hasMessageContaining("no-such-program-here");
    }

    @Test
    void shouldCallAFullDiskTransientWhateverTheToolFailedWith() {
        assertThatThrownBy(() -> tools.run(sh("/bin/echo x > /dev/full")))
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
                    assertThat(failure.reason()).isEqualTo("DISK_FULL");
                    assertThat(failure).hasMessageMatching("sh: .*No space left on device");
                });
    }

    @Test
    void shouldRememberAFullDiskThatAToolMadeNothingOf() throws Exception {
        // When
        ToolResult result = tools.run(sh("/bin/echo x > /dev/full || exit 0"));

        // Then
        assertThat(result.ok()).isTrue();
        assertThat(tools.diskFull()).get(InstanceOfAssertFactories.STRING).contains("No space left on device");
    }

    @Test
    void shouldReadOnWhenTheLogCanNotBeWritten() throws Exception {
        // Given: the log of the first call, on a full disk
        Files.createSymbolicLink(directory.resolve("01-sh.log"), Path.of("/dev/full"));

        // When
        ToolResult result = tools.run(sh("seq 1 100000"));

        // Then
        assertThat(result.tail()).endsWith("100000");
        assertThat(tools.diskFull()).hasValue("sh: its log: No space left on device");
    }

    @Test
    void shouldStopAStartedToolWhenClosed() throws Exception {
        // Given
        ToolRunner.RunningTool sleep = tools.start(ToolCall.of("sleep", PLENTY, "sleep", "1000"));
        assertThat(sleep.alive()).isTrue();
        assertThat(sleep.await(50)).isNull();

        // When
        sleep.close();

        // Then
        await().atMost(Duration.ofSeconds(5)).until(() -> !sleep.alive());
    }

    private static ToolCall sh(String script) {
        return ToolCall.of("sh", PLENTY, "sh", "-c", script);
    }

    private static boolean alive(String pid) {
        try {
            Optional<String> state = Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                    .filter(line -> line.startsWith("State:"))
                    .findFirst();
            return state.isPresent() && !state.get().contains("Z");
        } catch (IOException e) {
            return false;
        }
    }
}
