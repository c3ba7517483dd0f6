package io.kernelgraft.kernelbuilder.seal;

import com.fasterxml.jackson.databind.JsonNode;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.Rebuild;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A candidate's labels. A derived image inherits all of its base's, so each that would be wrong is set (H5, F32, F73). */
final class Labels {
    private static final String VERSION = "org.opencontainers.image.version";

    private static final int REASON_LENGTH = 300;

    private Labels() {}

    /** @param baseConfig the config of the base image, whose version is part of the candidate's */
    static Map<String, String> of(Rebuild rebuild, List<KmodOutcome> kmods, JsonNode baseConfig) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("containers.bootc", "1");
        labels.put("ostree.bootable", "true");
        labels.put("ostree.linux", rebuild.kver().value());
        labels.put(VERSION, version(rebuild, baseConfig));
        // What the image was made from, in our own terms: the base's revision names the base's source.
        labels.put("org.opencontainers.image.revision", rebuild.lineSha256());
        labels.put("org.opencontainers.image.created", rebuild.requestedAt().toString());
        labels.put("org.opencontainers.image.base.name", rebuild.baseName());
        labels.put(
                "org.opencontainers.image.base.digest", rebuild.base().pinned().value());
        labels.put("io.kernelgraft.line", rebuild.line());
        labels.put("io.kernelgraft.rebuild", rebuild.id());
        labels.put("io.kernelgraft.kernel", rebuild.kernel().toString());
        labels.put("io.kernelgraft.snapshot", rebuild.snapshot().toString());
        labels.put(
                "io.kernelgraft.kmods",
                kmods.stream()
                        .filter(kmod -> kmod.status() == KmodOutcome.Status.BUILT)
                        .map(KmodOutcome::name)
                        .collect(Collectors.joining(",")));
        labels.put(
                "io.kernelgraft.kmods.missing",
                kmods.stream()
                        .filter(kmod -> kmod.status() != KmodOutcome.Status.BUILT)
                        .map(kmod -> kmod.name() + "=" + kmod.status().name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(",")));
        kmods.stream()
                .filter(kmod -> kmod.status() != KmodOutcome.Status.BUILT)
                .forEach(kmod -> labels.put("io.kernelgraft.kmod." + kmod.name() + ".missing", reason(kmod)));
        return labels;
    }

    /** One line: a label is read in listings (failure F60). */
    private static String reason(KmodOutcome kmod) {
        String reason = kmod.reason().replaceAll("\\s+", " ").strip();
        return kmod.status().name().toLowerCase(Locale.ROOT) + ": "
                + (reason.length() > REASON_LENGTH ? reason.substring(0, REASON_LENGTH) + "…" : reason);
    }

    /** {@code 44.20261123.0+7.2.12-cachyos1.fc44}; the kernel's alone where the base has no version. */
    private static String version(Rebuild rebuild, JsonNode baseConfig) {
        String base = baseConfig.path("config").path("Labels").path(VERSION).asText("");
        String kernel = rebuild.kernel().version() + "-" + rebuild.kernel().release();
        return base.isEmpty() ? kernel : base + "+" + kernel;
    }
}
