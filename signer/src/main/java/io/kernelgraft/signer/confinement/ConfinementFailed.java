package io.kernelgraft.signer.confinement;

/** The kernel or the machine does not let the signer confine itself; says what failed. */
final class ConfinementFailed extends RuntimeException {
    ConfinementFailed(String message) {
        super(message);
    }
}
