package io.kernelgraft.verifier.testing;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile;
import java.time.Instant;
import java.util.List;

/** A line and a rebuild to verify against. */
public final class SampleLine {
    private static final String SOME_DIGEST = "@sha256:" + "ab".repeat(32);

    private SampleLine() {}

    public static LineFile line(LineFile.Signing signing, LineFile.Initramfs initramfs, LineFile.BootTest bootTest) {
        return new LineFile(
                "desktop",
                ImageReference.parse("registry.example/os/base:stable"),
                ImageReference.parse("registry.example/os/artifacts"),
                new LineFile.Kernel(
                        new LineFile.Copr("https://copr.example", "owner", "kernel"),
                        "fedora-44-x86_64",
                        "kernel-cachyos",
                        List.of("kernel-cachyos"),
                        List.of("kernel-cachyos-devel"),
                        ""),
                new LineFile.Swap(List.of(), List.of()),
                List.of(),
                new LineFile.Kmods(
                        ImageReference.parse("registry.example/os/toolchain:44"),
                        new LineFile.Repository("https://akmods.example", ""),
                        List.of()),
                signing,
                new LineFile.Machine("margine-enrol", List.of("nvidia")),
                initramfs,
                bootTest,
                new LineFile.Promotion(ImageReference.parse("registry.example/os/desktop"), List.of("stable")));
    }

    public static Rebuild rebuild(String kver, ImageReference base) {
        return new Rebuild(
                "rb-0123456789abcdef",
                "desktop",
                "ab".repeat(32),
                base,
                base.name() + ":stable",
                Nevra.parse("kernel-cachyos-core-7.2.12-cachyos1.fc44.x86_64"),
                new Kver(kver),
                ImageReference.parse("registry.example/os/artifacts" + SOME_DIGEST),
                List.of(),
                Instant.parse("2026-11-01T03:00:00Z"));
    }
}
