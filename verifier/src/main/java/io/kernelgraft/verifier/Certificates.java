package io.kernelgraft.verifier;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** Certificates as line files carry them. */
final class Certificates {
    private Certificates() {}

    /** @throws StageFailure POLICY {@code CERTIFICATE_UNREADABLE} */
    static X509Certificate parse(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new StageFailure(
                    FailureKind.POLICY,
                    "CERTIFICATE_UNREADABLE",
                    "signing.certificate of the line is no PEM certificate: " + e.getMessage(),
                    e);
        }
    }
}
