package io.kernelgraft.verifier.check;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.verifier.image.ImageView;
import io.kernelgraft.verifier.image.ImageView.FoundFile;
import io.kernelgraft.verifier.image.Node;
import io.kernelgraft.verifier.image.WantedFiles;
import io.kernelgraft.verifier.initramfs.InitramfsArchive;
import io.kernelgraft.verifier.module.ModuleFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/**
 * What the checks look at.
 *
 * @param certificates the line's, which machines have enrolled as MOK: the current one, then the one before if machines
 *     are changing over
 */
public final class Candidate {
    /** The files whose contents a check reads. */
    public static final WantedFiles WANTED = WantedFiles.matching(
            "usr/lib/modules/[^/]+/(vmlinuz|initramfs\\.img|modules\\.builtin)",
            "usr/lib/modules/[^/]+/.*\\.ko(\\.(xz|zst|gz))?",
            "(usr/)?etc/yum\\.repos\\.d/[^/]+\\.repo");

    private static final String MODULES = "usr/lib/modules";

    private final ImageView image;
    private final Rebuild rebuild;
    private final LineFile line;
    private final List<X509Certificate> certificates;
    private InitramfsArchive initramfs;

    public Candidate(ImageView image, Rebuild rebuild, LineFile line, List<X509Certificate> certificates) {
        this.image = image;
        this.rebuild = rebuild;
        this.line = line;
        this.certificates = List.copyOf(certificates);
    }

    public ImageView image() {
        return image;
    }

    public Rebuild rebuild() {
        return rebuild;
    }

    public LineFile line() {
        return line;
    }

    /** The current one, which modules are signed with. */
    public X509Certificate certificate() {
        return certificates.getFirst();
    }

    /** All of them; vmlinuz is signed with each. */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /** Names of the directories under /usr/lib/modules. */
    public List<String> kernels() {
        return image.directory(MODULES).stream()
                .flatMap(directory -> directory.children().entrySet().stream())
                .filter(each -> each.getValue() instanceof Node.Directory)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A path in the directory of the kernel that the rebuild is about. */
    public String inKernelDirectory(String name) {
        return MODULES + "/" + rebuild.kver() + "/" + name;
    }

    public List<FoundFile> modules() {
        return image.files(MODULES + "/" + rebuild.kver(), ModuleFile::isModule);
    }

    /** @throws IOException when there is no such file */
    public Path content(String path) throws IOException {
        return image.file(path)
                .orElseThrow(() -> new IOException("there is no /" + path))
                .content()
                .orElseThrow(() -> new IOException("/" + path + " is a link to a file elsewhere in the image"));
    }

    /** Read once, whoever asks first. */
    public InitramfsArchive initramfs() throws IOException {
        if (initramfs == null) {
            String path = inKernelDirectory("initramfs.img");
            Path content = content(path);
            try {
                initramfs = InitramfsArchive.open(content);
            } catch (IOException e) {
                throw new IOException("/" + path + " is no initramfs: " + e.getMessage(), e);
            }
        }
        return initramfs;
    }
}
