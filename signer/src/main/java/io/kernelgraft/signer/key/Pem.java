package io.kernelgraft.signer.key;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** PEM files as they lie in the keys' directory: RSA keys in PKCS#8, X.509 certificates. */
final class Pem {
    private static final int MIN_BITS = 2048;

    private Pem() {}

    /** @param origin for messages: where the text comes from */
    static PrivateKey privateKey(String pem, String origin) {
        try (PemReader reader = new PemReader(new StringReader(pem))) {
            PemObject object = reader.readPemObject();
            if (object == null || !object.getType().equals("PRIVATE KEY")) {
                throw SigningKeys.refused(
                        "SIGNING_KEY_INVALID", origin + " is not PKCS#8 PEM, expected -----BEGIN PRIVATE KEY-----");
            }
            PrivateKey key =
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(object.getContent()));
            if (!(key instanceof RSAPrivateCrtKey rsa) || rsa.getModulus().bitLength() < MIN_BITS) {
                throw SigningKeys.refused(
                        "SIGNING_KEY_INVALID", origin + " holds no RSA key of at least " + MIN_BITS + " bits");
            }
            return key;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | IllegalStateException e) {
            // The cause is dropped on purpose: a parser's message may quote what it was reading.
            throw SigningKeys.refused(
                    "SIGNING_KEY_INVALID",
                    origin + " holds no RSA private key in PKCS#8 PEM ("
                            + e.getClass().getSimpleName() + ")");
        }
    }

    static X509Certificate certificate(String pem, String origin) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        } catch (CertificateException e) {
            throw SigningKeys.refused("CERTIFICATE_INVALID", origin + " is no X.509 certificate in PEM");
        }
    }

    static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
        return key instanceof RSAPrivateCrtKey rsa
                && certificate.getPublicKey() instanceof RSAPublicKey pub
                && rsa.getModulus().equals(pub.getModulus())
                && rsa.getPublicExponent().equals(pub.getPublicExponent());
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
