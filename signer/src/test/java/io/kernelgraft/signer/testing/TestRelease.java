package io.kernelgraft.signer.testing;

import io.kernelgraft.signer.kernel.TestKernels;
import io.kernelgraft.signer.module.TestModules;
import java.io.IOException;
import java.nio.file.Path;
import org.bouncycastle.openpgp.PGPKeyPair;

/** A kernel release of one package with one module, and a kmod for it. */
public final class TestRelease {
    public static final String CORE = "kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64.rpm";
    public static final String KMOD = "kmod-mimic-0.7.0-1.fc44.x86_64.rpm";
    private static final String LIB = "/lib/modules/" + Bench.KVER + "/";
    private static final byte[] MODULE = TestModules.elf("license=GPL", "vermagic=" + Bench.KVER + " SMP ");

    private TestRelease() {}

    static void write(Path directory, PGPKeyPair key) throws IOException {
        new TestRpm("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64")
                .with(LIB + "vmlinuz", TestKernels.bzImage(Bench.KVER + " (builder) #1"))
                .with(LIB + "config", "CONFIG_MODULE_SIG=y\nCONFIG_INTEGRITY_PLATFORM_KEYRING=y\n")
                .with(LIB + "kernel/fs/b.ko", MODULE)
                .write(directory, key);
        new TestRpm("kmod-mimic-0.7.0-1.fc44.x86_64")
                .with(LIB + "extra/mimic/mimic.ko", MODULE)
                .write(directory, null);
    }
}
