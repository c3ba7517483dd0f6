package io.kernelgraft.verifier.module;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Verifies modules as a kernel does that has one certificate enrolled (failures F20, F24). Thread-safe.
 */
public final class ModuleSignatures {
    private static final Map<String, String> DIGESTS = Map.of(
            "2.16.840.1.101.3.4.2.1", "SHA-256",
            "2.16.840.1.101.3.4.2.2", "SHA-384",
            "2.16.840.1.101.3.4.2.3", "SHA-512");

    private final X509CertificateHolder certificate;
    private final Provider provider = new BouncyCastleProvider();
    // The digest is known only at the end of a module; all modules of a tree use the same one, so guess the last seen.
    private volatile String likelyDigest = "2.16.840.1.101.3.4.2.1";

    public ModuleSignatures(X509Certificate certificate) throws CertificateEncodingException {
        this.certificate = new JcaX509CertificateHolder(certificate);
    }

    /** @return what is wrong with the module's signature; empty if the certificate's key made it over exactly this module */
    public Optional<String> problem(Path module) {
        try {
            String guess = likelyDigest;
            Optional<SignedModule> signed = read(module, guess);
            if (signed.isEmpty()) {
                return Optional.of("not signed");
            }
            SignerInformation signer = signer(signed.get(), guess);
            String digest = signer.getDigestAlgOID();
            if (!digest.equals(guess)) {
                if (!DIGESTS.containsKey(digest)) {
                    return Optional.of("signed with digest " + digest + ", expected SHA-256, SHA-384 or SHA-512");
                }
                likelyDigest = digest;
                signer = signer(read(module, digest).orElseThrow(), digest);
            }
            if (!signer.getSID().match(certificate)) {
                return Optional.of("signed by " + signer.getSID().getIssuer() + " serial " + hex(signer)
                        + ", not by the line's certificate");
            }
            boolean right = signer.verify(new JcaSimpleSignerInfoVerifierBuilder()
                    .setProvider(provider)
                    .build(certificate));
            return right ? Optional.empty() : Optional.of("the signature does not match the module");
        } catch (IOException | CMSException | OperatorCreationException | CertificateException e) {
            return Optional.of("unreadable: " + e.getMessage());
        }
    }

    /** @return what is wrong if the module carries no signature at all; by whom it is, nobody here can say */
    public Optional<String> missing(Path module) {
        try {
            Optional<SignedModule> signed = read(module, likelyDigest);
            if (signed.isEmpty()) {
                return Optional.of("not signed");
            }
            signer(signed.get(), likelyDigest);
            return Optional.empty();
        } catch (IOException | CMSException e) {
            return Optional.of("unreadable: " + e.getMessage());
        }
    }

    private static String hex(SignerInformation signer) {
        return signer.getSID().getSerialNumber() == null
                ? "unknown"
                : signer.getSID().getSerialNumber().toString(16);
    }

    private static SignerInformation signer(SignedModule signed, String digest) throws CMSException {
        var signers = new CMSSignedData(Map.of(digest, signed.digest()), signed.cms()).getSignerInfos();
        if (signers.size() != 1) {
            throw new CMSException("the signature has " + signers.size() + " signers, expected 1");
        }
        return signers.iterator().next();
    }

    private static Optional<SignedModule> read(Path module, String digest) throws IOException {
        try (InputStream plain = ModuleFile.open(module)) {
            return SignedModule.read(plain, MessageDigest.getInstance(DIGESTS.get(digest)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
