package io.kernelgraft.lab.command;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.host.LabScripts;
import io.kernelgraft.lab.supervisor.Detached;
import io.kernelgraft.lab.supervisor.RunningLab;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings the lab up and leaves it running in the background. */
@Command(name = "up", description = "Brings the lab up and leaves it running in the background.")
public final class UpCommand implements Runnable {
    @Option(names = "--once", description = "End it again as soon as everything was ready.")
    private boolean once;

    @Override
    public void run() {
        LabHome home = LabHome.find();
        LabScripts scripts = new LabScripts(home);
        scripts.installHost();
        scripts.makeAssets();
        if (once) {
            RunningLab.start(
                            home,
                            LabPorts.find(),
                            RunningLab.Options.all(false),
                            line -> System.out.println("    " + line))
                    .close();
            System.out.println("==> all was ready; the lab is down again");
        } else {
            Detached.start(home, "supervise").echoUntil(SuperviseCommand.READY);
            System.out.println(Addresses.of(LabPorts.find()));
        }
    }
}
