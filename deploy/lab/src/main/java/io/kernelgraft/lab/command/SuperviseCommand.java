package io.kernelgraft.lab.command;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.supervisor.RunningLab;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** The process behind {@code up}: starts everything and stays until it is ended. */
@Command(name = "supervise", hidden = true)
public final class SuperviseCommand implements Runnable {
    /** The line that tells {@code up} that all is ready. */
    static final String READY = "==> the lab is up";

    @Override
    public void run() {
        try (RunningLab lab = RunningLab.start(
                LabHome.find(),
                LabPorts.find(),
                RunningLab.Options.all(false),
                line -> System.out.println("    " + line))) {
            System.out.println(READY);
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
