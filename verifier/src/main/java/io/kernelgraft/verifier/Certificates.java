package io.kernelgraft.verifier;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates as line files carry them. */
final class Certificates {
    private Certificates() {}

    /**
     * The current one first.
     *
     * @throws StageFailure POLICY {@code CERTIFICATE_UNREADABLE}
     */
    static List<X509Certificate> of(LineFile.Signing signing) {
        return signing.keys().stream()
                .map(key -> parse(key.key(), key.certificate()))
                .toList();
    }

    private static X509Certificate parse(String key, String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new StageFailure(
                    FailureKind.POLICY,
                    "CERTIFICATE_UNREADABLE",
                    "the line's certificate of key '" + key + "' is no PEM certificate: " + e.getMessage(),
                    e);
        }
    }
}
