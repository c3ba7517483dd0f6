package io.kernelgraft.verifier.check;

final class LabelIsKernel implements Check {
    private static final String LABEL = "ostree.linux";

    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "label-is-kernel",
                "the label ostree.linux names the kernel that is in the image, not the base's",
                "handbook 3.4, H5",
                "LABEL_IS_NOT_KERNEL");
    }

    @Override
    public Finding examine(Candidate candidate) {
        String label = candidate.image().labels().get(LABEL);
        if (label == null) {
            return Finding.fail("there is no label " + LABEL);
        }
        return candidate.kernels().contains(label)
                        && label.equals(candidate.rebuild().kver().value())
                ? Finding.pass(label)
                : Finding.fail(LABEL + " is '" + label + "', /usr/lib/modules holds " + candidate.kernels());
    }
}
