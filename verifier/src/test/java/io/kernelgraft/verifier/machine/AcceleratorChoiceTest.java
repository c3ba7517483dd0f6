package io.kernelgraft.verifier.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.runtime.tool.ToolRunner;
import io.kernelgraft.verifier.testing.Silent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceleratorChoiceTest {
    private static final Programs PROGRAMS = new Programs("qemu", "swtpm", Duration.ofSeconds(6));

    @TempDir
    Path dir;

    private final List<ToolCall> calls = new ArrayList<>();

    @Test
    void shouldTakeKvmIfATinyGuestEndsOnIt() throws Exception {
        assertThat(choose(call -> result(call, TinyGuest.EXIT_CODE), kvm())).isEqualTo(Accelerator.KVM);
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.argv()).startsWith("qemu", "-accel", "kvm", "-cpu", "host");
            assertThat(call.deadline()).isEqualTo(Duration.ofSeconds(6));
        });
    }

    @Test
    void shouldFallBackIfTheGuestCrawls() throws Exception {
        assertThat(choose(
                        call -> {
                            throw new StageFailure(FailureKind.TRANSIENT, "TOOL_DEADLINE", "killed after 6 s");
                        },
                        kvm()))
                .isEqualTo(Accelerator.TCG);
    }

    @Test
    void shouldFallBackIfQemuDies() throws Exception {
        assertThat(choose(call -> result(call, 134), kvm())).isEqualTo(Accelerator.TCG);
    }

    @Test
    void shouldNotEvenTryWithoutKvm() throws Exception {
        assertThat(choose(call -> result(call, TinyGuest.EXIT_CODE), dir.resolve("none")))
                .isEqualTo(Accelerator.TCG);
        assertThat(calls).isEmpty();
    }

    @Test
    void shouldNotHideThatQemuIsMissing() {
        StageFailure failure = catchThrowableOfType(
                StageFailure.class,
                () -> choose(
                        call -> {
                            throw new StageFailure(FailureKind.INTERNAL, "TOOL_MISSING", "no qemu");
                        },
                        kvm()));

        assertThat(failure.reason()).isEqualTo("TOOL_MISSING");
    }

    @Test
    void shouldMeasureOnlyOnce() throws Exception {
        AcceleratorChoice choice = new AcceleratorChoice(PROGRAMS, kvm());

        choice.choose(dir, runner(call -> result(call, TinyGuest.EXIT_CODE)), Silent.PROGRESS);
        choice.choose(dir, runner(call -> result(call, TinyGuest.EXIT_CODE)), Silent.PROGRESS);

        assertThat(calls).hasSize(1);
    }

    private Accelerator choose(Function<ToolCall, ToolResult> qemu, Path device) throws Exception {
        return new AcceleratorChoice(PROGRAMS, device).choose(dir, runner(qemu), Silent.PROGRESS);
    }

    private Path kvm() throws Exception {
        return Files.writeString(dir.resolve("kvm"), "");
    }

    private ToolRunner runner(Function<ToolCall, ToolResult> qemu) {
        return new ToolRunner() {
            @Override
            public ToolResult run(ToolCall call) {
                calls.add(call);
                return qemu.apply(call);
            }

            @Override
            public RunningTool start(ToolCall call) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private ToolResult result(ToolCall call, int exitCode) {
        return new ToolResult(call, exitCode, List.of(), "", dir.resolve("log"), Duration.ZERO);
    }
}
