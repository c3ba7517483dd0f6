package io.kernelgraft.lab.command;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.supervisor.Leftovers;
import io.kernelgraft.lab.supervisor.Owner;
import picocli.CommandLine.Command;

/** Ends the lab, and removes what one that was killed has left. Does nothing where there is nothing. */
@Command(name = "down", description = "Ends the lab and removes what a killed one left.")
public final class DownCommand implements Runnable {
    @Override
    public void run() {
        LabHome home = LabHome.find();
        try (Owner owner = new Owner(home)) {
            owner.alive().ifPresent(Owner::end);
            owner.claim();
            new Leftovers(home).sweep();
        }
        System.out.println("==> the lab is down");
    }
}
