package io.kernelgraft.verifier.check;

import io.kernelgraft.verifier.image.ImageView.FoundFile;
import io.kernelgraft.verifier.module.ModuleSignatures;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Optional;

final class ModulesSigned implements Check {
    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "modules-signed",
                "every module's last signature is by the line's certificate",
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
        // What takes long is decompressing, so all processors do it.
        List<String> problems = modules.parallelStream()
                .map(module -> problem(signatures, module))
                .flatMap(Optional::stream)
                .toList();
        return problems.isEmpty()
                ? Finding.pass(modules.size() + " modules")
                : Finding.fail(problems.size() + " of " + modules.size() + " modules: " + Finding.listed(problems));
    }

    private static Optional<String> problem(ModuleSignatures signatures, FoundFile module) {
        return module.file()
                .content()
                .map(signatures::problem)
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
