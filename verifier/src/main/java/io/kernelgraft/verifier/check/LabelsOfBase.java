package io.kernelgraft.verifier.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class LabelsOfBase implements Check {
    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "labels-of-base",
                "the labels say which base was used and that the image is bootable",
                "F32, F73",
                "LABELS_WRONG");
    }

    @Override
    public Finding examine(Candidate candidate) {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put(
                "org.opencontainers.image.base.digest",
                candidate.rebuild().base().pinned().value());
        expected.put("org.opencontainers.image.base.name", candidate.rebuild().baseName());
        expected.put("containers.bootc", "1");
        expected.put("ostree.bootable", "true");
        List<String> problems = new ArrayList<>();
        expected.forEach((label, value) -> {
            String seen = candidate.image().labels().get(label);
            if (!value.equals(seen)) {
                problems.add(label + " is " + (seen == null ? "not there" : "'" + seen + "'") + ", expected '" + value
                        + "'");
            }
        });
        return Finding.of(problems, "base " + expected.values().iterator().next());
    }
}
