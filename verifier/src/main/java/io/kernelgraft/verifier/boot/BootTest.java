package io.kernelgraft.verifier.boot;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.container.WorkingContainer;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.verifier.check.Report;
import io.kernelgraft.verifier.disk.PreparationTools;
import io.kernelgraft.verifier.disk.RootDisk;
import io.kernelgraft.verifier.firmware.Firmware;
import io.kernelgraft.verifier.machine.Accelerator;
import io.kernelgraft.verifier.machine.AcceleratorChoice;
import io.kernelgraft.verifier.machine.Machine;
import io.kernelgraft.verifier.machine.MachineConfig;
import io.kernelgraft.verifier.machine.MachinePlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/** One boot of a candidate, from its digest to a report. */
@ApplicationScoped
public class BootTest {
    // For what is done after the last look at the clock.
    private static final Duration GRACE = Duration.ofSeconds(30);
    // A guest with as many processors as the host has makes some of it by itself.
    private static final double MOST_PRESSURE = 0.7;

    private final Buildah buildah;
    private final Firmware firmware;
    private final AcceleratorChoice accelerators;
    private final MachineConfig machines;

    public BootTest(Buildah buildah, Firmware firmware, AcceleratorChoice accelerators, MachineConfig machines) {
        this.buildah = buildah;
        this.firmware = firmware;
        this.accelerators = accelerators;
        this.machines = machines;
    }

    /** @param bootMillis from switching on to multi-user; 0 if that was not reached */
    public record Booted(Report report, Accelerator accelerator, long bootMillis) {}

    /** @param mok what the machine has enrolled */
    public Booted boot(CandidateSealed sealed, X509Certificate mok, StageContext context) throws InterruptedException {
        LineFile.BootTest limits = context.line().bootTest();
        Path directory = directory(context.workspace(), "boot");
        Path disk = makeDisk(sealed, directory(directory, "disk"), context);
        Path variables = directory.resolve("firmware.fd");
        firmware.writeVariables(mok, variables);
        Accelerator accelerator = accelerators.choose(directory, context.tools(), context.progress());
        Duration deadline = Duration.ofSeconds(limits.bootSeconds());
        Probe probe = new Probe(builtModules(sealed.kmods()));
        MachinePlan plan = new MachinePlan(
                accelerator,
                limits.memoryMiB(),
                limits.cpus(),
                firmware.code(),
                variables,
                disk,
                probe.credentials(),
                deadline.plus(GRACE));
        BootEnd end = run(plan, deadline, directory, context);
        Report report = new BootChecks(sealed.rebuild().kver(), sealed.kmods()).report(end);
        return new Booted(report, accelerator, end instanceof BootEnd.Reached reached ? reached.millis() : 0);
    }

    private Path makeDisk(CandidateSealed sealed, Path directory, StageContext context) throws InterruptedException {
        PreparationTools tools = new PreparationTools(
                context.tools(), Duration.ofSeconds(context.line().bootTest().prepareSeconds()));
        context.progress().report("making a disk of " + sealed.candidate().pinned());
        try (WorkingContainer container = buildah.from(context.tools(), sealed.candidate())) {
            return RootDisk.make(container.mount(), directory, tools);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BootEnd run(MachinePlan plan, Duration deadline, Path directory, StageContext context)
            throws InterruptedException {
        long startedAt = System.nanoTime();
        Console console = new Console(() -> (System.nanoTime() - startedAt) / 1_000_000);
        // Named before the machine starts, so that they are kept however it ends.
        context.evidence().add("console.log", "text/plain; charset=utf-8", directory.resolve(Machine.CONSOLE));
        context.evidence().add("probe.log", "text/plain; charset=utf-8", directory.resolve(Machine.SECOND_SERIAL));
        CpuPressure pressure = CpuPressure.fromNow();
        try (Machine machine = Machine.start(machines, plan, directory, context.tools(), console::line)) {
            BootEnd end = new BootWatch(machine, console, directory.resolve(Machine.SECOND_SERIAL), deadline).await();
            requireFairTime(end, pressure.share(System.nanoTime()));
            return end;
        }
    }

    /** A guest that was starved is no verdict on its kernel; it is tried again. */
    static void requireFairTime(BootEnd end, double pressure) {
        if (pressure > MOST_PRESSURE
                && end instanceof BootEnd.Failed failed
                && failed.reason().equals(BootWatch.TIMEOUT)) {
            throw new StageFailure(
                    FailureKind.TRANSIENT,
                    "HOST_TOO_BUSY",
                    "%s; this machine lacked processors %.0f %% of that time".formatted(failed.seen(), pressure * 100));
        }
    }

    private static List<String> builtModules(List<KmodOutcome> kmods) {
        return kmods.stream()
                .filter(kmod -> kmod.status() == KmodOutcome.Status.BUILT)
                .flatMap(kmod -> kmod.modules().stream())
                .toList();
    }

    private static Path directory(Path parent, String name) {
        try {
            return Files.createDirectory(parent.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
