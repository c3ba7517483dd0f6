package io.kernelgraft.contract.line;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kernelgraft.contract.image.ImageReference;
import java.util.List;

/**
 * One image line as its YAML file declares it. The JSON Schema {@code schema/line.schema.json} is what a file is checked
 * against; this record is what is left to use.
 *
 * @param name the line's name, {@code [a-z0-9][a-z0-9-]{0,62}}
 * @param base the base image; its tag is resolved to a digest once per rebuild
 * @param artifacts repository for snapshots, payloads, intermediate images and evidence
 */
public record LineFile(
        String name,
        ImageReference base,
        ImageReference artifacts,
        Kernel kernel,
        Swap swap,
        List<Userland> userland,
        Kmods kmods,
        Signing signing,
        Machine machine,
        Initramfs initramfs,
        BootTest bootTest,
        Promotion promotion) {

    /**
     * @param watch the package whose build is waited for, for example {@code kernel-cachyos}
     * @param packages what is installed into the image
     * @param devel what the kmods are built against; part of the snapshot, never of the image
     * @param openpgpKey the armored public key every RPM must be signed with
     */
    public record Kernel(
            Copr copr, String chroot, String watch, List<String> packages, List<String> devel, String openpgpKey) {}

    /** @param url base of the COPR's site, for example {@code https://copr.fedorainfracloud.org} */
    public record Copr(String url, String owner, String project) {}

    /**
     * @param hooks file names under /usr/lib/kernel/install.d that are neutral during the swap (handbook 3.2.1)
     * @param remove stock kernel packages (handbook 3.2.2)
     */
    public record Swap(List<String> hooks, List<String> remove) {
        private static final List<String> HOOKS = List.of("05-rpmostree.install", "50-dracut.install");

        public Swap {
            hooks = hooks == null ? HOOKS : List.copyOf(hooks);
        }
    }

    /**
     * Packages of a sibling COPR that are released with the kernel (handbook 3.3, scx-scheds).
     *
     * @param watch the source package whose newest build is taken
     * @param packages what is installed into the image
     * @param disabledUnits systemd units of them that stay off until a user switches them on
     */
    public record Userland(
            Copr copr, String watch, List<String> packages, List<String> disabledUnits, String openpgpKey) {}

    /** @param toolchain the image that kmods are compiled in */
    public record Kmods(ImageReference toolchain, Repository repository, List<Kmod> modules) {}

    /** An RPM repository: the directory that holds repodata/, and the armored key its RPMs are signed with. */
    public record Repository(String url, String openpgpKey) {}

    /**
     * Either an akmod or plain sources; the other is null.
     *
     * @param akmod the source package, for example {@code akmod-v4l2loopback}
     */
    public record Kmod(String name, String akmod, Source source, boolean required) {}

    /**
     * @param digest {@code sha256:…} of the tarball at the URL, or {@code git:…}, a commit of the repository there
     * @param directory relative path of the Kbuild file's directory, {@code .} for the top
     */
    public record Source(String url, String digest, String directory) {}

    /**
     * @param key the key's name at the signer
     * @param certificate PEM of the certificate that machines have enrolled as MOK
     * @param previous the key before, whose signature vmlinuz carries too while machines change over; null for none
     * @param existingSignatures what becomes of the signatures that vmlinuz comes with
     */
    public record Signing(
            String key,
            String certificate,
            PinnedKey previous,
            SignedModules modules,
            ExistingSignatures existingSignatures) {
        public Signing {
            modules = modules == null ? SignedModules.ALL : modules;
            existingSignatures = existingSignatures == null ? ExistingSignatures.KEEP : existingSignatures;
        }

        /** One key, and the defaults. */
        public Signing(String key, String certificate) {
            this(key, certificate, null, null, null);
        }

        /** What signs all that is signed; the previous one signs vmlinuz alone. */
        public PinnedKey current() {
            return new PinnedKey(key, certificate);
        }

        /** The current one, then the previous one if there is one: each of them signs vmlinuz. */
        public List<PinnedKey> keys() {
            return previous == null ? List.of(current()) : List.of(current(), previous);
        }
    }

    /**
     * @param key a key's name at the signer
     * @param certificate PEM
     */
    public record PinnedKey(String key, String certificate) {}

    /** Which modules are signed with the line's key. */
    public enum SignedModules {
        @JsonProperty("all")
        ALL,
        /** Modules of the kernel's own tree keep the signature that its build gave them. */
        @JsonProperty("out-of-tree")
        OUT_OF_TREE;

        /** @param path below the kernel's directory in /usr/lib/modules, for example {@code kernel/fs/btrfs/btrfs.ko.xz} */
        public boolean includes(String path) {
            return this == ALL || !path.startsWith("kernel/");
        }
    }

    /** The signatures that vmlinuz has already. */
    public enum ExistingSignatures {
        @JsonProperty("keep")
        KEEP,
        @JsonProperty("strip")
        STRIP
    }

    /**
     * @param mokPassword what a user types once to enrol the certificate; 8 to 64 characters of a US keyboard, no secret
     * @param outOfPolicy how the names of modules and packages begin that {@code kernelgraft-validate} objects to
     */
    public record Machine(String mokPassword, List<String> outOfPolicy) {
        private static final List<String> OUT_OF_POLICY = List.of("nvidia", "zfs", "vbox");

        public Machine {
            outOfPolicy = outOfPolicy == null ? OUT_OF_POLICY : List.copyOf(outOfPolicy);
        }
    }

    /** @param drivers modules that must be in the archive or built in; sizes in MiB (failures H2, F10, F14) */
    public record Initramfs(List<String> drivers, int minMiB, int maxMiB) {}

    /** Preparation and boot have separate deadlines, in seconds (failure F69). */
    public record BootTest(int memoryMiB, int cpus, int prepareSeconds, int bootSeconds) {}

    /** @param repository where the candidate is pushed and the tags are moved */
    public record Promotion(ImageReference repository, List<String> tags) {}
}
