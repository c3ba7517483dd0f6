package io.kernelgraft.lab.command;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.supervisor.Leftovers;
import io.kernelgraft.lab.supervisor.Owner;
import picocli.CommandLine.Command;

/** What the reaper runs when a lab's owner is gone; a lab that has an owner again is left alone. */
@Command(name = "sweep", hidden = true)
public final class SweepCommand implements Runnable {
    @Override
    public void run() {
        LabHome home = LabHome.find();
        try (Owner owner = new Owner(home)) {
            if (owner.tryClaim()) {
                new Leftovers(home).sweep();
            }
        }
    }
}
