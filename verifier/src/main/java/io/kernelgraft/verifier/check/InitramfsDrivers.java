package io.kernelgraft.verifier.check;

import io.kernelgraft.verifier.initramfs.CpioEntry;
import io.kernelgraft.verifier.module.ModuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class InitramfsDrivers implements Check {
    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "initramfs-drivers",
                "every driver the line lists is in the initramfs or built into the kernel",
                "handbook 3.5, H2, F10",
                "INITRAMFS_LACKS_DRIVER");
    }

    @Override
    public Finding examine(Candidate candidate) throws IOException {
        Set<String> archive = candidate.initramfs().entries().stream()
                .filter(CpioEntry::isRegularFile)
                .map(CpioEntry::name)
                .filter(name ->
                        name.contains("lib/modules/" + candidate.rebuild().kver() + "/"))
                .filter(ModuleFile::isModule)
                .map(ModuleFile::moduleName)
                .collect(Collectors.toSet());
        Set<String> builtin = builtin(candidate);
        List<String> missing = new ArrayList<>();
        for (String driver : candidate.line().initramfs().drivers()) {
            String name = ModuleFile.normal(driver);
            if (!archive.contains(name) && !builtin.contains(name)) {
                missing.add(driver);
            }
        }
        return missing.isEmpty()
                ? Finding.pass(
                        candidate.line().initramfs().drivers() + ", " + archive.size() + " modules in the archive")
                : Finding.fail("neither in the archive (" + archive.size() + " modules) nor built in: "
                        + String.join(", ", missing));
    }

    private static Set<String> builtin(Candidate candidate) throws IOException {
        try (Stream<String> lines = Files.lines(candidate.content(candidate.inKernelDirectory("modules.builtin")))) {
            return lines.map(ModuleFile::moduleName).collect(Collectors.toSet());
        }
    }
}
