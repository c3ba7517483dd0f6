package io.kernelgraft.signer.confinement;

import java.lang.foreign.Arena;

/**
 * Takes away from this process, for good and from all of its threads, what a signer does not need. After that no code in
 * it, whatever RPM it was tricked by, starts a program, gains a privilege, or gets its memory written to a core dump.
 */
final class Confinement {
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int RLIMIT_CORE = 4;
    private static final long SET_MODE_FILTER = 1;
    private static final long ALL_THREADS = 1;

    private Confinement() {}

    /**
     * @return what is enforced, for the log
     * @throws ConfinementFailed if any part of it can't be had; the process may then be confined in part
     */
    static String enforce() {
        Machine machine = Machine.here()
                .orElseThrow(() -> new ConfinementFailed("there is no filter for " + System.getProperty("os.name")
                        + " on " + System.getProperty("os.arch")));
        Libc libc = new Libc();
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1);
        libc.prctl(PR_SET_DUMPABLE, 0);
        libc.limit(RLIMIT_CORE, 0);
        try (Arena arena = Arena.ofConfined()) {
            // Last: it also refuses what would take the others back.
            long thread = libc.syscall(
                    machine.seccomp(), SET_MODE_FILTER, ALL_THREADS, new CallFilter(machine).program(arena));
            if (thread != 0) {
                throw new ConfinementFailed("thread " + thread + " has another filter already");
            }
        }
        return "no new process and none of " + RefusedCall.values().length
                + " system calls (seccomp, all threads), no new privileges, no core dump, not dumpable";
    }
}
