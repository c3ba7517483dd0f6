package io.kernelgraft.verifier.check;

import io.kernelgraft.contract.line.LineFile.ExistingSignatures;
import io.kernelgraft.verifier.kernelimage.Authenticode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

final class VmlinuzSigned implements Check {
    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "vmlinuz-signed",
                "each of the line's certificates verifies vmlinuz, as shim will",
                "F21",
                "VMLINUZ_NOT_SIGNED");
    }

    @Override
    public Finding examine(Candidate candidate) throws IOException {
        Path vmlinuz = candidate.content(candidate.inKernelDirectory("vmlinuz"));
        List<String> signers = List.of();
        List<String> problems = new ArrayList<>();
        for (X509Certificate certificate : candidate.certificates()) {
            Authenticode.Verdict verdict = Authenticode.verify(vmlinuz, certificate);
            verdict.problem().ifPresent(problems::add);
            signers = verdict.signers();
        }
        String by = "signed by " + (signers.isEmpty() ? "nobody" : String.join("; ", signers));
        if (problems.isEmpty()
                && isToBeStripped(candidate)
                && signers.size() > candidate.certificates().size()) {
            problems.add("the line wants existing signatures stripped");
        }
        return problems.isEmpty() ? Finding.pass(by) : Finding.fail(String.join("; ", problems) + "; " + by);
    }

    private static boolean isToBeStripped(Candidate candidate) {
        return candidate.line().signing().existingSignatures() == ExistingSignatures.STRIP;
    }
}
