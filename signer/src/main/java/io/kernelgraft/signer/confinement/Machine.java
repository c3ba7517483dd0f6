package io.kernelgraft.signer.confinement;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** A processor's calling numbers. aarch64's are taken from the kernel's table and have not been tried. */
enum Machine {
    X86_64("amd64", 0xC000003E, 317, 157, 56, RefusedCall::x86_64),
    AARCH64("aarch64", 0xC00000B7, 277, 167, 220, RefusedCall::aarch64);

    private final String osArch;
    private final int auditArch;
    private final int seccomp;
    private final int prctl;
    private final int clone;
    private final ToIntFunction<RefusedCall> number;

    Machine(String osArch, int auditArch, int seccomp, int prctl, int clone, ToIntFunction<RefusedCall> number) {
        this.osArch = osArch;
        this.auditArch = auditArch;
        this.seccomp = seccomp;
        this.prctl = prctl;
        this.clone = clone;
        this.number = number;
    }

    /** Empty on any other processor, and where this is not Linux. */
    static Optional<Machine> here() {
        String arch = System.getProperty("os.arch");
        return System.getProperty("os.name").equals("Linux")
                ? Arrays.stream(values())
                        .filter(machine -> machine.osArch.equals(arch))
                        .findFirst()
                : Optional.empty();
    }

    int auditArch() {
        return auditArch;
    }

    int seccomp() {
        return seccomp;
    }

    int prctl() {
        return prctl;
    }

    int cloneCall() {
        return clone;
    }

    IntStream refused() {
        return Arrays.stream(RefusedCall.values()).mapToInt(number).filter(each -> each >= 0);
    }
}
