package io.kernelgraft.verifier.machine;

import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.runtime.tool.ToolRunner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses by timing a tiny guest, once in the life of the service: a /dev/kvm that opens says nothing about how fast
 * its guests are.
 */
@ApplicationScoped
public class AcceleratorChoice {
    private final MachineConfig config;
    private final Path device;
    private Accelerator chosen;

    @Inject
    public AcceleratorChoice(MachineConfig config) {
        this(config, Path.of("/dev/kvm"));
    }

    AcceleratorChoice(MachineConfig config, Path device) {
        this.config = config;
        this.device = device;
    }

    public synchronized Accelerator choose(Path directory, ToolRunner tools, Progress progress)
            throws InterruptedException {
        if (chosen == null) {
            chosen = Files.isWritable(device) && isFast(Accelerator.KVM, directory, tools)
                    ? Accelerator.KVM
                    : Accelerator.TCG;
        }
        progress.report("accelerator: " + chosen.wireName());
        return chosen;
    }

    private boolean isFast(Accelerator accelerator, Path directory, ToolRunner tools) throws InterruptedException {
        Path disk = directory.resolve("tiny-guest.img");
        try {
            Files.write(disk, TinyGuest.bootSector());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> argv = argv(config.qemu(), accelerator, disk);
        Duration limit = config.tinyGuestDeadline();
        try {
            ToolResult result = tools.run(ToolCall.of("tiny-guest-" + accelerator.wireName(), limit, argv));
            return result.exitCode() == TinyGuest.EXIT_CODE;
        } catch (StageFailure e) {
            // Not done in time is an answer; a missing QEMU is not.
            if (e.reason().equals("TOOL_DEADLINE")) {
                return false;
            }
            throw e;
        }
    }

    static List<String> argv(String qemu, Accelerator accelerator, Path disk) {
        List<String> argv = new ArrayList<>(List.of(qemu));
        argv.addAll(accelerator.arguments());
        argv.addAll(List.of("-m", "64", "-display", "none", "-nodefaults", "-no-reboot"));
        argv.addAll(List.of("-device", "isa-debug-exit,iobase=" + TinyGuest.EXIT_PORT + ",iosize=1"));
        argv.addAll(List.of("-drive", "if=ide,format=raw,file=" + disk));
        return argv;
    }
}
