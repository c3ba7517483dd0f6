package io.kernelgraft.lab.command;

import io.kernelgraft.lab.demo.Demo;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.host.LabScripts;
import io.kernelgraft.lab.supervisor.RunningLab;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings a fresh lab up, publishes a kernel, and shows its way to {@code :stable}. */
@Command(
        name = "demo",
        description =
                "Brings a fresh lab up, publishes a kernel, and shows its way to :stable. Exit code 1: it did not get there.")
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--once", description = "End by itself, instead of staying up until Ctrl-C.")
    private boolean once;

    @Option(
            names = "--kernel",
            defaultValue = "7.2",
            description = "The kernel to publish (default: ${DEFAULT-VALUE}).")
    private String kernel;

    @Override
    public Integer call() throws InterruptedException {
        LabHome home = LabHome.find();
        LabScripts scripts = new LabScripts(home);
        System.out.println("==> tools on this machine");
        scripts.installHost();
        System.out.println("==> keys, RPMs and images");
        scripts.makeAssets();
        System.out.println("==> the lab");
        try (RunningLab lab = RunningLab.start(
                home, LabPorts.find(), RunningLab.Options.all(true), line -> System.out.println("    " + line))) {
            Demo.Result result = new Demo(lab, System.out).run(kernel);
            if (!result.promoted() || once) {
                return result.promoted() ? 0 : 1;
            }
            System.out.println();
            System.out.println(Addresses.of(lab.ports()));
            System.out.println("==> Ctrl-C ends the lab");
            new CountDownLatch(1).await();
            return 0;
        }
    }
}
