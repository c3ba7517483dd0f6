package io.kernelgraft.lab.command;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.process.FreePort;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.supervisor.Owner;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says whether the lab runs, and which of its services listen. */
@Command(
        name = "status",
        description = "Says whether the lab runs, and which of its services listen. Exit code 3: it does not.")
public final class StatusCommand implements Callable<Integer> {
    private static final int NOT_RUNNING = 3;

    @Override
    public Integer call() {
        LabHome home = LabHome.find();
        LabPorts ports = LabPorts.find();
        try (Owner owner = new Owner(home)) {
            Optional<ProcessHandle> running = owner.alive();
            if (running.isEmpty()) {
                System.out.println("==> no lab runs in " + home.directory());
                return NOT_RUNNING;
            }
            System.out.println("==> the lab in " + home.directory() + " runs, with pid "
                    + running.get().pid());
        }
        for (LabService service : LabService.values()) {
            int port = ports.service(service.ordinal());
            System.out.printf("    %-17s %d %s%n", service.id(), port, FreePort.isFree(port) ? "down" : "listens");
        }
        System.out.println(Addresses.of(ports));
        return 0;
    }
}
