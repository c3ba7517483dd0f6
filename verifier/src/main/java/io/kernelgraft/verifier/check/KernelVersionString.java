package io.kernelgraft.verifier.check;

import io.kernelgraft.verifier.kernelimage.BzImage;
import java.io.IOException;

final class KernelVersionString implements Check {
    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "kernel-version-string",
                "vmlinuz says of itself that it is the kernel whose directory it is in",
                "F53",
                "KERNEL_VERSION_DIFFERS");
    }

    @Override
    public Finding examine(Candidate candidate) throws IOException {
        String expected = candidate.rebuild().kver().value();
        BzImage kernel = BzImage.read(candidate.content(candidate.inKernelDirectory("vmlinuz")));
        return kernel.release().equals(expected)
                ? Finding.pass(kernel.version())
                : Finding.fail("vmlinuz is '" + kernel.release() + "', expected '" + expected + "'");
    }
}
