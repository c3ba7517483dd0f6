package io.kernelgraft.kernelbuilder.image;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code /usr/lib/modules}: one directory per kernel, and in the end exactly one (failure H6). */
public record ModuleTree(RootTree image) {
    public static final String PATH = "/usr/lib/modules";
    private static final Pattern CHECKED_AT_BOOT = Pattern.compile("vmlinuz|.+\\.ko(\\.(xz|zst|gz))?");

    /** @see <a href="https://man7.org/linux/man-pages/man5/modules.dep.5.html">modules.dep(5)</a> */
    private static final Pattern DEPMOD = Pattern.compile(
            "modules\\.((alias|dep|symbols|builtin|builtin\\.alias)\\.bin|alias|dep|symbols|devname|softdep|weakdep)");

    /** Where one kernel's files are, inside the image. */
    public static String of(Kver kver) {
        return PATH + "/" + kver;
    }

    /** Whether the firmware or the kernel checks a signature of this file: vmlinuz, and any module. */
    public static boolean isSignable(String path) {
        return CHECKED_AT_BOOT
                .matcher(path.substring(path.lastIndexOf('/') + 1))
                .matches();
    }

    public void clear() throws IOException {
        new Directory(image, PATH).clear();
    }

    /**
     * Takes out what the signer's layers hold, which the candidate gets as they are: no layer of ours carries any of it,
     * so a machine fetches the module tree once, and again only when it changed.
     */
    public void removeSignable(Kver kver) throws IOException {
        for (String path : signable(kver)) {
            Files.delete(image.resolveLast(path));
        }
    }

    /** Takes out what depmod writes; it runs again once the signed modules are there. */
    public void removeIndexes(Kver kver) throws IOException {
        for (String name : new Directory(image, of(kver)).names()) {
            if (DEPMOD.matcher(name).matches()) {
                Files.delete(image.resolveLast(of(kver) + "/" + name));
            }
        }
    }

    /** @throws StageFailure REJECTED {@code KERNEL_COUNT} unless {@code kver} is there, with a vmlinuz, and nothing else */
    public ModuleTree requireOnly(Kver kver) throws IOException {
        List<String> names = new Directory(image, PATH).names();
        if (!names.equals(List.of(kver.value()))) {
            throw rejected("expected exactly " + kver + " in " + PATH + ", found " + names);
        }
        if (!Files.isRegularFile(image.resolve(of(kver) + "/vmlinuz"), LinkOption.NOFOLLOW_LINKS)) {
            throw rejected(of(kver) + " has no vmlinuz");
        }
        return this;
    }

    /** Everything of that kernel whose signature is checked at boot: vmlinuz and modules, as absolute paths inside. */
    public SortedSet<String> signable(Kver kver) throws IOException {
        Path directory = image.resolve(of(kver));
        try (Stream<Path> files = Files.walk(directory)) {
            SortedSet<String> signable = new TreeSet<>();
            files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> isSignable(file.toString()))
                    .forEach(file -> signable.add(of(kver) + "/" + directory.relativize(file)));
            return signable;
        }
    }

    private static StageFailure rejected(String message) {
        return new StageFailure(FailureKind.REJECTED, "KERNEL_COUNT", message);
    }
}
