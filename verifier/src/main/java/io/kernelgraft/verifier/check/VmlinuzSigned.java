package io.kernelgraft.verifier.check;

import io.kernelgraft.verifier.kernelimage.Authenticode;
import java.io.IOException;

final class VmlinuzSigned implements Check {
    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "vmlinuz-signed", "the line's certificate verifies vmlinuz, as shim will", "F21", "VMLINUZ_NOT_SIGNED");
    }

    @Override
    public Finding examine(Candidate candidate) throws IOException {
        Authenticode.Verdict verdict =
                Authenticode.verify(candidate.content(candidate.inKernelDirectory("vmlinuz")), candidate.certificate());
        String signers = verdict.signers().isEmpty() ? "nobody" : String.join("; ", verdict.signers());
        return verdict.problem()
                .map(problem -> Finding.fail(problem + "; signed by " + signers))
                .orElseGet(() -> Finding.pass("signed by " + signers));
    }
}
