package io.kernelgraft.signer.key;

import io.kernelgraft.runtime.stage.StageFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** PEM files as they lie in the keys' directory: RSA keys in PKCS#8, encrypted or not, and X.509 certificates. */
final class Pem {
    private static final int MIN_BITS = 2048;

    private Pem() {}

    /**
     * @param origin for messages: where the text comes from
     * @param passphrase asked for if the key is encrypted
     */
    static PrivateKey privateKey(String pem, String origin, Optional<SecretFile> passphrase) {
        try (PemReader reader = new PemReader(new StringReader(pem))) {
            PemObject object = reader.readPemObject();
            String type = object == null ? "" : object.getType();
            PKCS8EncodedKeySpec spec = switch (type) {
                case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(object.getContent());
                case "ENCRYPTED PRIVATE KEY" -> decrypted(object.getContent(), origin, passphrase);
                default ->
                    throw invalid(origin + " is not PKCS#8 PEM, expected -----BEGIN PRIVATE KEY----- or"
                            + " -----BEGIN ENCRYPTED PRIVATE KEY-----");
            };
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(spec);
            if (!(key instanceof RSAPrivateCrtKey rsa) || rsa.getModulus().bitLength() < MIN_BITS) {
                throw invalid(origin + " holds no RSA key of at least " + MIN_BITS + " bits");
            }
            return key;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | IllegalStateException e) {
            // The cause is dropped on purpose: a parser's message may quote what it was reading.
            throw invalid(origin + " holds no RSA private key in PKCS#8 PEM ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] der, String origin, Optional<SecretFile> passphrase)
            throws IOException, NoSuchAlgorithmException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
        // PBES2 says only in its parameters what it consists of.
        String algorithm =
                info.getAlgName().equals("PBES2") ? info.getAlgParameters().toString() : info.getAlgName();
        SecretKeyFactory keys = SecretKeyFactory.getInstance(algorithm);
        SecretFile file = passphrase.orElseThrow(() -> SigningKeys.refused(
                "SIGNING_KEY_PASSPHRASE_MISSING", origin + " is encrypted, and no passphrase is configured for it"));
        char[] word = file.word();
        PBEKeySpec spec = new PBEKeySpec(word);
        try {
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, keys.generateSecret(spec), info.getAlgParameters());
            return info.getKeySpec(cipher);
        } catch (GeneralSecurityException e) {
            // Dropped as above.
            throw SigningKeys.refused(
                    "SIGNING_KEY_PASSPHRASE_WRONG", origin + " can't be opened with the passphrase in " + file.path());
        } finally {
            spec.clearPassword();
            Arrays.fill(word, '\0');
        }
    }

    private static StageFailure invalid(String message) {
        return SigningKeys.refused("SIGNING_KEY_INVALID", message);
    }

    static X509Certificate certificate(String pem, String origin) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        } catch (CertificateException e) {
            throw SigningKeys.refused("CERTIFICATE_INVALID", origin + " is no X.509 certificate in PEM");
        }
    }

    /** RSA, and long enough. */
    static boolean isStrong(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAPublicKey key
                && key.getModulus().bitLength() >= MIN_BITS;
    }

    /** Where a certificate carries its mark as a lab one. */
    static String commonNameAndUnit(X509Certificate certificate) {
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return Stream.of(subject.getRDNs(BCStyle.CN), subject.getRDNs(BCStyle.OU))
                .flatMap(Arrays::stream)
                .map(rdn -> IETFUtils.valueToString(rdn.getFirst().getValue()))
                .collect(Collectors.joining(" / "));
    }
}
