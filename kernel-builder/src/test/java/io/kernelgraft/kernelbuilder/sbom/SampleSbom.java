package io.kernelgraft.kernelbuilder.sbom;

import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A candidate with one built and one failed kmod. */
final class SampleSbom {
    static final String DIGEST = "sha256:" + "cd".repeat(32);

    private SampleSbom() {}

    static Sbom sbom(String distribution) {
        ImageReference base = ImageReference.parse("registry.example/os@sha256:" + "ab".repeat(32));
        Rebuild rebuild = new Rebuild(
                "rb-0011223344556677",
                "desktop",
                "ab".repeat(32),
                base,
                "registry.example/os:stable",
                Nevra.parse("kernel-cachyos-core-7.2.12-cachyos1.fc44.x86_64"),
                new Kver("7.2.12-cachyos1.fc44.x86_64"),
                base,
                List.of(),
                Instant.parse("2026-11-23T03:00:00Z"));
        return new Sbom(
                rebuild,
                ImageReference.parse("registry.example:5000/org/desktop@" + DIGEST),
                Map.of("ostree.linux", "7.2.12-cachyos1.fc44.x86_64", "containers.bootc", "1"),
                List.of(
                        new KmodOutcome(
                                "vpoll", KmodOutcome.Status.BUILT, true, List.of("a.rpm"), List.of("vpoll"), ""),
                        new KmodOutcome("xone", KmodOutcome.Status.FAILED, false, List.of(), List.of(), "why")),
                distribution);
    }
}
