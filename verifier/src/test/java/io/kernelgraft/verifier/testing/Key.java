package io.kernelgraft.verifier.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import net.jsign.AuthenticodeSigner;
import net.jsign.Signable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** A key made anew, with its certificate, that signs as the signer does. */
public record Key(KeyPair pair, X509Certificate certificate) {

    public static Key named(String commonName) {
        return made(commonName, new BigInteger(64, new SecureRandom()));
    }

    /** Another key, in a certificate that says it is this one's. */
    public Key impostor() {
        return made(
                certificate.getSubjectX500Principal().getName().substring("CN=".length()),
                certificate.getSerialNumber());
    }

    private static Key made(String commonName, BigInteger serial) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=" + commonName);
            Instant now = Instant.now();
            var holder = new JcaX509v3CertificateBuilder(
                            name,
                            serial,
                            Date.from(now.minus(Duration.ofDays(1))),
                            Date.from(now.plus(Duration.ofDays(1))),
                            name,
                            pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()));
            return new Key(pair, new JcaX509CertificateConverter().getCertificate(holder));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    public String pem() {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject("CERTIFICATE", certificate.getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    /** Appends a signature as the kernel's own sign-file does: detached, no certificates, no attributes. */
    public byte[] signModule(byte[] module, String digest) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
                            new JcaDigestCalculatorProviderBuilder().build())
                    .setDirectSignature(true)
                    .build(new JcaContentSignerBuilder(digest + "withRSA").build(pair.getPrivate()), certificate));
            byte[] cms = generator
                    .generate(new CMSProcessableByteArray(module), false)
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
            ByteArrayOutputStream signed = new ByteArrayOutputStream();
            signed.writeBytes(module);
            signed.writeBytes(cms);
            signed.writeBytes(ByteBuffer.allocate(12)
                    .put(2, (byte) 2)
                    .putInt(8, cms.length)
                    .array());
            signed.writeBytes("~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII));
            return signed.toByteArray();
        } catch (IOException | CMSException | OperatorCreationException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public byte[] signModule(byte[] module) {
        return signModule(module, "SHA256");
    }

    /** Adds an Authenticode signature to those that are there. */
    public byte[] signKernel(byte[] vmlinuz) {
        try {
            Path file = Files.createTempFile("vmlinuz", null);
            try (Signable signable = Signable.of(Files.write(file, vmlinuz).toFile())) {
                new AuthenticodeSigner(new X509Certificate[] {certificate}, pair.getPrivate())
                        .withTimestamping(false)
                        .sign(signable);
                return Files.readAllBytes(file);
            } finally {
                Files.delete(file);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
