package io.kernelgraft.lab.command;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.host.Requirement;
import io.kernelgraft.lab.host.Requirements;
import io.kernelgraft.lab.supervisor.Leftovers;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Looks for what would keep a lab from running here. */
@Command(
        name = "doctor",
        description = "Looks for what would keep a lab from running here. Exit code 1: something would.")
public final class DoctorCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        LabHome home = LabHome.find();
        List<Requirement> requirements = new Requirements(home, LabPorts.find()).check();
        for (Requirement requirement : requirements) {
            System.out.printf(
                    "%s %-22s %s%n", requirement.met() ? "ok  " : "FAIL", requirement.name(), requirement.detail());
        }
        Leftovers leftovers = new Leftovers(home);
        leftovers
                .processes()
                .forEach(process -> System.out.println("note a process of this lab runs: " + process.pid() + " "
                        + process.info().command().orElse("")));
        leftovers.mounts().forEach(mount -> System.out.println("note mounted: " + mount));
        return requirements.stream().allMatch(Requirement::met) ? 0 : 1;
    }
}
