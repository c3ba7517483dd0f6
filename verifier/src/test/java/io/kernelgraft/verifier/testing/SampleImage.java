package io.kernelgraft.verifier.testing;

import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.verifier.compression.Decompression;
import java.util.LinkedHashMap;
import java.util.Map;

/** A candidate with nothing wrong, small enough to be made for each test; tests break it in just one way. */
public final class SampleImage {
    public static final String KVER = "7.2.0-cachyos1.fc44.x86_64";
    public static final ImageReference BASE =
            ImageReference.parse("registry.example/os/base@sha256:" + "12".repeat(32));
    public static final Key MOK = Key.named("Line");

    private static final String KERNEL = "usr/lib/modules/" + KVER + "/";

    private record Content(int mode, byte[] bytes) {}

    private final Map<String, Content> files = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();

    public SampleImage() {
        kernelFile("vmlinuz", MOK.signKernel(Kernels.bzImage(KVER + " (mockbuild@host) #1 SMP")));
        kernelFile("modules.builtin", "kernel/drivers/block/virtio_blk.ko\n".getBytes());
        kernelFile("kernel/fs/btrfs/btrfs.ko.xz", signedModule(KVER));
        kernelFile("extra/vpoll/vpoll.ko.xz", signedModule(KVER));
        initramfs(goodInitramfs());
        file("etc/yum.repos.d/fedora.repo", "[fedora]\nname=Fedora\nenabled=1\n");
        file("etc/yum.repos.d/copr.repo", "[copr:example:kernel]\nenabled = 0\n");
        label("ostree.linux", KVER);
        label("containers.bootc", "1");
        label("ostree.bootable", "true");
        label("org.opencontainers.image.base.digest", BASE.pinned().value());
        label("org.opencontainers.image.base.name", BASE.name() + ":stable");
    }

    public static byte[] signedModule(String kver) {
        return Compressed.with(Decompression.XZ, MOK.signModule(Kernels.module("vermagic=" + kver + " SMP ")));
    }

    public static Initramfs goodInitramfs() {
        return new Initramfs()
                .file("usr/lib/ostree/ostree-prepare-root", "an ELF file")
                .file(KERNEL + "kernel/drivers/md/dm-crypt.ko.xz", "a module")
                .file(KERNEL + "kernel/fs/btrfs/btrfs.ko.xz", "a module");
    }

    /** Padded in front to a megabyte, as the sample line asks for. */
    public SampleImage initramfs(Initramfs initramfs) {
        return file(KERNEL + "initramfs.img", 0600, initramfs.behindMicrocode(Decompression.ZSTD, 1 << 20));
    }

    public SampleImage kernelFile(String path, byte[] content) {
        return file(KERNEL + path, 0644, content);
    }

    public SampleImage file(String path, String content) {
        return file(path, 0644, content.getBytes());
    }

    public SampleImage file(String path, int mode, byte[] content) {
        files.put(path, new Content(mode, content));
        return this;
    }

    public SampleImage without(String path) {
        if (files.remove(path) == null) {
            throw new IllegalArgumentException("there is no " + path);
        }
        return this;
    }

    public SampleImage withoutKernelFile(String path) {
        return without(KERNEL + path);
    }

    public SampleImage label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    public SampleImage withoutLabel(String name) {
        labels.remove(name);
        return this;
    }

    public Map<String, String> labels() {
        return labels;
    }

    public Layer layer() {
        Layer layer = new Layer();
        files.forEach((path, content) -> layer.file(path, content.mode(), content.bytes()));
        return layer;
    }
}
