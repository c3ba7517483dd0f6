package io.kernelgraft.verifier.machine;

import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A running machine; closing switches it off and removes its TPM. */
public final class Machine implements AutoCloseable {
    /** What the guest writes to its second serial port goes to this file in the machine's directory. */
    public static final String SECOND_SERIAL = "probe.log";

    /** The guest's console as it came, escapes and all. */
    public static final String CONSOLE = "console.log";

    private final Swtpm tpm;
    private final ToolRunner.RunningTool qemu;
    private final long startedAt = System.nanoTime();

    private Machine(Swtpm tpm, ToolRunner.RunningTool qemu) {
        this.tpm = tpm;
        this.qemu = qemu;
    }

    /**
     * @param directory the machine's own; sockets and logs are made in it
     * @param console sees every line of the guest's first serial port and of QEMU's own complaints
     */
    public static Machine start(
            MachineConfig config, MachinePlan plan, Path directory, ToolRunner tools, Consumer<String> console)
            throws InterruptedException {
        Swtpm tpm = Swtpm.start(config.swtpm(), directory, plan.lifetime(), tools);
        try {
            ToolCall call = ToolCall.of("guest", plan.lifetime(), argv(config.qemu(), plan))
                    .in(directory)
                    .onLine(console);
            return new Machine(tpm, tools.start(call));
        } catch (RuntimeException e) {
            tpm.close();
            throw e;
        }
    }

    static List<String> argv(String qemu, MachinePlan plan) {
        List<String> argv = new ArrayList<>(List.of(qemu, "-name", "candidate", "-machine", "q35,smm=on"));
        argv.addAll(plan.accelerator().arguments());
        argv.addAll(List.of("-m", Integer.toString(plan.memoryMiB()), "-smp", Integer.toString(plan.cpus())));
        argv.addAll(List.of("-nodefaults", "-display", "none", "-no-reboot"));
        argv.addAll(List.of("-global", "driver=cfi.pflash01,property=secure,value=on"));
        argv.addAll(List.of("-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + plan.firmwareCode()));
        argv.addAll(List.of("-drive", "if=pflash,unit=1,format=raw,file=" + plan.firmwareVariables()));
        argv.addAll(List.of("-chardev", "socket,id=tpm,path=" + Swtpm.SOCKET));
        argv.addAll(List.of("-tpmdev", "emulator,id=tpm0,chardev=tpm", "-device", "tpm-crb,tpmdev=tpm0"));
        // Thrown away after the boot, so nothing of it need reach this machine's disk.
        argv.addAll(List.of("-drive", "if=none,id=disk,format=raw,cache=unsafe,file=" + plan.disk()));
        argv.addAll(List.of("-device", "virtio-blk-pci,drive=disk", "-device", "virtio-rng-pci"));
        argv.addAll(
                List.of("-chardev", "stdio,id=console,signal=off,logfile=" + CONSOLE, "-serial", "chardev:console"));
        argv.addAll(List.of("-serial", "file:" + SECOND_SERIAL));
        plan.credentials()
                .forEach(each -> argv.addAll(List.of("-smbios", "type=11,value=io.systemd.credential.binary:" + each)));
        return argv;
    }

    /** @return how QEMU ended, or null if it still runs after that many milliseconds */
    public ToolResult await(long millis) throws InterruptedException {
        return qemu.await(millis);
    }

    /** Milliseconds since it was switched on. */
    public long uptimeMillis() {
        return (System.nanoTime() - startedAt) / 1_000_000;
    }

    @Override
    public void close() {
        qemu.close();
        tpm.close();
    }
}
