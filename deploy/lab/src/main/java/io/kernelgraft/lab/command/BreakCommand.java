package io.kernelgraft.lab.command;

import io.kernelgraft.lab.fault.BaseFault;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.fault.Switches;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Breaks something in the running lab, or lists what can be broken. */
@Command(name = "break", description = "Breaks something in the running lab; without a name, lists what can be broken.")
public final class BreakCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FAULT", description = "One of the list.")
    private String name;

    @Override
    public Integer call() {
        LabHome home = LabHome.find();
        Switches switches = new Switches(home, LabPorts.find());
        if (name == null) {
            list(switches.broken());
            return 0;
        }
        LabFault fault;
        try {
            fault = LabFault.named(name);
        } catch (IllegalArgumentException e) {
            System.err.println("lab: " + e.getMessage());
            return 2;
        }
        if (!Running.in(home)) {
            return 1;
        }
        System.out.println("==> breaking: " + fault.what());
        if (fault.breakage() instanceof BaseFault) {
            System.out.println("    a base image with it is made and pushed, which takes some seconds");
        }
        String next = switches.breakIt(fault);
        System.out.println("    now:   " + next);
        System.out.println("    seen:  " + fault.seen());
        System.out.println("    mend:  make mend (a lab that is started anew is whole, too)");
        return 0;
    }

    private static void list(List<LabFault> broken) {
        for (LabFault fault : LabFault.values()) {
            System.out.printf(
                    "  %-31s %s%s%n", fault.wireName(), broken.contains(fault) ? "[broken] " : "", fault.what());
        }
        System.out.println("make break FAULT=<name> breaks it in the running lab, make mend mends all of it.");
    }
}
