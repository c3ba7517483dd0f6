package io.kernelgraft.kernelbuilder.machine;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;

/**
 * The line's public certificate in the form that mokutil takes.
 *
 * @param der the certificate alone, whatever else was in the PEM text
 */
record MachineCertificate(byte[] der) {
    private static final int LINE = 64;

    /** @throws StageFailure POLICY {@code CERTIFICATE_UNREADABLE} */
    static MachineCertificate parse(String pem) {
        try {
            return new MachineCertificate(CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .getEncoded());
        } catch (CertificateException e) {
            throw new StageFailure(
                    FailureKind.POLICY,
                    "CERTIFICATE_UNREADABLE",
                    "signing.certificate of the line: expected one X.509 certificate in PEM form: " + e.getMessage(),
                    e);
        }
    }

    String pem() {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        return "-----BEGIN CERTIFICATE-----\n" + lines.encodeToString(der) + "\n-----END CERTIFICATE-----\n";
    }

    Digest digest() {
        return Sha256.of(der);
    }
}
