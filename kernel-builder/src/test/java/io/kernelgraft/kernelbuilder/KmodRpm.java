package io.kernelgraft.kernelbuilder;

import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.rpm.RpmFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A kmod's RPM as akmods makes them; its module is a copy of one of the kernel's own. */
final class KmodRpm {
    private KmodRpm() {}

    static Path build(Path directory, Kver kver, List<Path> kernel) throws IOException {
        Path top = Files.createTempDirectory(directory, "kmod");
        Path module = top.resolve("copied.ko.xz");
        for (Path rpm : kernel) {
            RpmFile.open(rpm).payload((entry, content) -> {
                if (entry.path().endsWith("/drivers/net/dummy.ko.xz")) {
                    Files.copy(content, module);
                }
            });
        }
        String path = "/usr/lib/modules/" + kver + "/extra/copied/copied.ko.xz";
        Path spec = Files.writeString(top.resolve("kmod.spec"), """
                %%global debug_package %%{nil}
                %%global __os_install_post %%{nil}
                Name: kmod-copied-1
                Version: 1.0
                Release: 1
                Summary: A kernel module for a test
                License: GPL-2.0-only
                AutoReqProv: no
                %%description
                A kernel module for a test.
                %%install
                install -Dm0644 %s %%{buildroot}%s
                %%post
                /sbin/depmod -a %s
                %%files
                %s
                """.formatted(module, path, kver, path));
        LabAssets.run(
                "rpmbuild", "-bb", "--quiet", "--target", "x86_64", "--define", "_topdir " + top, spec.toString());
        return top.resolve("RPMS/x86_64/kmod-copied-1-1.0-1.x86_64.rpm");
    }
}
