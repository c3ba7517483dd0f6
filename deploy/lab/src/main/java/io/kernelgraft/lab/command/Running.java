package io.kernelgraft.lab.command;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.supervisor.Owner;

/** Whether there is a lab to do something with. */
final class Running {
    private Running() {}

    /** Says on stderr how to start one, if there is none. */
    static boolean in(LabHome home) {
        try (Owner owner = new Owner(home)) {
            if (owner.alive().isEmpty()) {
                System.err.println("lab: no lab runs in " + home.directory() + "; start one with: make lab-up");
                return false;
            }
            return true;
        }
    }
}
