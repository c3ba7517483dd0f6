package io.kernelgraft.verifier.machine;

import java.util.List;
import java.util.Locale;

/** What QEMU executes the guest's instructions with. */
public enum Accelerator {
    KVM("kvm", "host"),
    /** Translation, on any machine. The CPU model has every feature it knows: kernels may need x86-64-v3 (failure F17). */
    TCG("tcg,thread=multi", "max");

    private final String accel;
    private final String cpu;

    Accelerator(String accel, String cpu) {
        this.accel = accel;
        this.cpu = cpu;
    }

    /** As events and reports name it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<String> arguments() {
        return List.of("-accel", accel, "-cpu", cpu);
    }
}
