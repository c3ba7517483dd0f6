package io.kernelgraft.verifier.check;

import io.kernelgraft.contract.line.LineFile.SignedModules;
import io.kernelgraft.verifier.image.ImageView.FoundFile;
import io.kernelgraft.verifier.module.ModuleSignatures;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

final class ModulesSigned implements Check {
    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "modules-signed",
                "every module's last signature is by the line's certificate, or by the kernel's build where the line leaves it that",
                "F20, F24",
                "MODULE_NOT_SIGNED");
    }

    @Override
    public Finding examine(Candidate candidate) throws IOException {
        List<FoundFile> modules = candidate.modules();
        if (modules.isEmpty()) {
            return Finding.fail("there is no module below /" + candidate.inKernelDirectory(""));
        }
        ModuleSignatures signatures = signatures(candidate);
        SignedModules ours = candidate.line().signing().modules();
        int prefix = candidate.inKernelDirectory("").length();
        // What takes long is decompressing, so all processors do it.
        List<String> problems = modules.parallelStream()
                .map(module -> problem(
                        ours.includes(module.path().substring(prefix)) ? signatures::problem : signatures::missing,
                        module))
                .flatMap(Optional::stream)
                .toList();
        long theirs = modules.stream()
                .filter(module -> !ours.includes(module.path().substring(prefix)))
                .count();
        String kept = theirs == 0 ? "" : ", " + theirs + " of them by the kernel's own build";
        return problems.isEmpty()
                ? Finding.pass(modules.size() + " modules" + kept)
                : Finding.fail(problems.size() + " of " + modules.size() + " modules: " + Finding.listed(problems));
    }

    private static Optional<String> problem(Function<Path, Optional<String>> check, FoundFile module) {
        return module.file()
                .content()
                .map(check)
                .orElse(Optional.of("a link to a file elsewhere in the image"))
                .map(problem -> module.path() + ": " + problem);
    }

    private static ModuleSignatures signatures(Candidate candidate) throws IOException {
        try {
            return new ModuleSignatures(candidate.certificate());
        } catch (CertificateEncodingException e) {
            throw new IOException(e);
        }
    }
}
