package io.kernelgraft.verifier.check;

import java.util.List;

final class OneKernel implements Check {
    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "one-kernel",
                "/usr/lib/modules holds exactly the kernel of this rebuild",
                "handbook 3.2.2, H6",
                "NOT_ONE_KERNEL");
    }

    @Override
    public Finding examine(Candidate candidate) {
        List<String> kernels = candidate.kernels();
        String expected = candidate.rebuild().kver().value();
        if (!kernels.equals(List.of(expected))) {
            return Finding.fail("/usr/lib/modules holds " + kernels + ", expected [" + expected + "]");
        }
        if (candidate.image().file(candidate.inKernelDirectory("vmlinuz")).isEmpty()) {
            return Finding.fail("there is no /" + candidate.inKernelDirectory("vmlinuz"));
        }
        return Finding.pass(expected);
    }
}
