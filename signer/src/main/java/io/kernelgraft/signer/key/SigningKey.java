package io.kernelgraft.signer.key;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** A private key and the certificate that machines have enrolled for it. Deliberately no record: it never shows the key. */
public final class SigningKey {
    private final String name;
    private final PrivateKey privateKey;
    private final X509Certificate certificate;

    SigningKey(String name, PrivateKey privateKey, X509Certificate certificate) {
        this.name = name;
        this.privateKey = privateKey;
        this.certificate = certificate;
    }

    public String name() {
        return name;
    }

    public PrivateKey privateKey() {
        return privateKey;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** Fingerprint of the DER certificate, 64 hex digits. */
    public String certificateSha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate encodes, and every platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + name + ", certificate " + certificateSha256() + "]";
    }
}
