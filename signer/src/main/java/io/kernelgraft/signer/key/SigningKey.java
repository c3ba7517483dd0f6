package io.kernelgraft.signer.key;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A private key and the certificate that machines have enrolled for it. Deliberately no record: it never shows the key. */
public final class SigningKey {
    private static final String ALGORITHM = "SHA256withRSA";

    private final String name;
    private final PrivateKey privateKey;
    private final X509Certificate certificate;
    private final Provider provider;

    SigningKey(String name, PrivateKey privateKey, X509Certificate certificate) {
        this(name, privateKey, certificate, null);
    }

    /** @param provider the only one that can use the key, null if any can */
    SigningKey(String name, PrivateKey privateKey, X509Certificate certificate, Provider provider) {
        this.name = name;
        this.privateKey = privateKey;
        this.certificate = certificate;
        this.provider = provider;
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

    /** The only one that can use the key; empty if any can. */
    public Optional<Provider> provider() {
        return Optional.ofNullable(provider);
    }

    /** SHA256withRSA of what is written to it. */
    public ContentSigner contentSigner() throws OperatorCreationException {
        JcaContentSignerBuilder builder = new JcaContentSignerBuilder(ALGORITHM);
        provider().ifPresent(builder::setProvider);
        return builder.build(privateKey);
    }

    /** Found out by signing something: a key on a token shows nothing of itself. */
    boolean belongsToCertificate() throws GeneralSecurityException {
        byte[] something = new byte[32];
        new SecureRandom().nextBytes(something);
        Signature signature =
                provider == null ? Signature.getInstance(ALGORITHM) : Signature.getInstance(ALGORITHM, provider);
        signature.initSign(privateKey);
        signature.update(something);
        byte[] signed = signature.sign();
        Signature check = Signature.getInstance(ALGORITHM);
        check.initVerify(certificate.getPublicKey());
        check.update(something);
        return check.verify(signed);
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
