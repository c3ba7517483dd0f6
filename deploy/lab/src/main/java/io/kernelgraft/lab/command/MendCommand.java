package io.kernelgraft.lab.command;

import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.fault.Switches;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes back what {@code break} has done. */
@Command(name = "mend", description = "Mends what is broken in the running lab, or one fault of it.")
public final class MendCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FAULT", description = "One that is broken; without it, all.")
    private String name;

    @Override
    public Integer call() {
        LabHome home = LabHome.find();
        Switches switches = new Switches(home, LabPorts.find());
        List<LabFault> wanted;
        try {
            wanted = name == null ? switches.broken() : List.of(LabFault.named(name));
        } catch (IllegalArgumentException e) {
            System.err.println("lab: " + e.getMessage());
            return 2;
        }
        if (!Running.in(home)) {
            return 1;
        }
        List<LabFault> broken = wanted.stream().filter(switches::isBroken).toList();
        if (broken.isEmpty()) {
            System.out.println("==> nothing to mend");
        }
        for (LabFault fault : broken) {
            System.out.println("==> mending " + fault.wireName());
            switches.mend(fault);
        }
        return 0;
    }
}
