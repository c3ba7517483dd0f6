package io.kernelgraft.verifier.check;

import io.kernelgraft.verifier.image.ImageView.FoundFile;
import io.kernelgraft.verifier.module.ModuleFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class KmodsForKernel implements Check {
    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "kmods-for-kernel",
                "every out-of-tree module was built for this very kernel",
                "H9, H13",
                "KMOD_FOR_OTHER_KERNEL");
    }

    @Override
    public Finding examine(Candidate candidate) {
        String expected = candidate.rebuild().kver().value();
        String extra = candidate.inKernelDirectory("extra/");
        List<FoundFile> kmods = candidate.modules().stream()
                .filter(module -> module.path().startsWith(extra))
                .toList();
        if (kmods.isEmpty()) {
            return Finding.skipped("no module under extra/");
        }
        List<String> problems = new ArrayList<>();
        for (FoundFile kmod : kmods) {
            problem(kmod.file().content(), expected).ifPresent(problem -> problems.add(kmod.path() + ": " + problem));
        }
        return Finding.of(problems, kmods.size() + " modules under extra/");
    }

    private static Optional<String> problem(Optional<Path> module, String expected) {
        try {
            Path file = module.orElseThrow(() -> new IOException("a link to a file elsewhere in the image"));
            String kernel = ModuleFile.info(file).kernel();
            return kernel.equals(expected)
                    ? Optional.empty()
                    : Optional.of("vermagic says '" + kernel + "', expected '" + expected + "'");
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }
}
