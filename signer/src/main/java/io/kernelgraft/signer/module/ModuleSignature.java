package io.kernelgraft.signer.module;

import io.kernelgraft.signer.key.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.SignerId;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * The trailer that the kernel looks for behind a module's ELF bytes: a detached CMS in DER without certificates and
 * attributes, twelve bytes of description, and a magic string. Byte for byte what the kernel's {@code sign-file} writes.
 *
 * @param cms the CMS SignedData
 * @see <a href="https://docs.kernel.org/admin-guide/module-signing.html">Kernel module signing facility</a>
 */
record ModuleSignature(CMSSignedData cms) {
    static final byte[] MAGIC = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);

    /** {@code struct module_signature}: algo, hash, id_type, signer_len, key_id_len, three of padding, be32 length. */
    private static final int DESCRIPTION = 12;

    private static final byte ID_TYPE_PKCS7 = 2;
    /** What sign-file writes; BouncyCastle by itself would write sha256WithRSAEncryption, which the kernel also takes. */
    private static final AlgorithmIdentifier RSA =
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);

    /** Writes everything that is to be signed; called once. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Signs while the content streams through; nothing of it is kept. */
    static ModuleSignature over(Content content, SigningKey key) throws IOException {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
                            new JcaDigestCalculatorProviderBuilder().build(), algorithm -> RSA)
                    .setDirectSignature(true)
                    .build(
                            key.contentSigner(),
                            new X509CertificateHolder(key.certificate().getEncoded())));
            return new ModuleSignature(generator.generate(new Streamed(content), false));
        } catch (CMSException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException("signing with " + key + " failed", e);
        } catch (OperatorCreationException | CertificateEncodingException e) {
            throw new IllegalStateException("signing with " + key + " failed", e);
        }
    }

    byte[] trailer() throws IOException {
        byte[] der = cms.toASN1Structure().getEncoded(ASN1Encoding.DER);
        ByteArrayOutputStream trailer = new ByteArrayOutputStream(der.length + DESCRIPTION + MAGIC.length);
        trailer.write(der);
        trailer.write(ByteBuffer.allocate(DESCRIPTION)
                .put(2, ID_TYPE_PKCS7)
                .putInt(8, der.length)
                .array());
        trailer.write(MAGIC);
        return trailer.toByteArray();
    }

    /**
     * @param tail the last bytes of a module, as many as are at hand
     * @throws BadSignature if they end with no trailer, or with one that is not in {@code tail} as a whole
     */
    static Found last(byte[] tail) throws BadSignature {
        int description = tail.length - MAGIC.length - DESCRIPTION;
        if (description < 0
                || !ByteBuffer.wrap(tail, tail.length - MAGIC.length, MAGIC.length)
                        .equals(ByteBuffer.wrap(MAGIC))) {
            throw new BadSignature("it does not end with the magic string of a signed module");
        }
        ByteBuffer words = ByteBuffer.wrap(tail, description, DESCRIPTION);
        int length = words.getInt(description + 8);
        if (words.getLong(description) != (long) ID_TYPE_PKCS7 << 40 || length < 1 || length > description) {
            throw new BadSignature(
                    "the description of its signature is not that of a PKCS#7 one of 1 to " + description + " bytes");
        }
        byte[] der = new byte[length];
        System.arraycopy(tail, description - length, der, 0, length);
        try {
            return new Found(new ModuleSignature(new CMSSignedData(der)), length + DESCRIPTION + MAGIC.length);
        } catch (CMSException | RuntimeException e) {
            // Unchecked is what BouncyCastle throws where ASN.1 is sound but not that of CMS.
            throw new BadSignature("its signature is not CMS: " + e.getMessage());
        }
    }

    /** @param length bytes of the whole trailer */
    record Found(ModuleSignature signature, int length) {}

    /** The RSA signature itself, if the CMS around it is what the kernel expects from this certificate. */
    byte[] rawSignature(X509Certificate certificate) throws BadSignature {
        try {
            return rawSignatureBy(certificate);
        } catch (RuntimeException e) {
            // BouncyCastle parses some of it only now.
            throw new BadSignature("its signature is not CMS: " + e.getMessage());
        }
    }

    private byte[] rawSignatureBy(X509Certificate certificate) throws BadSignature {
        if (cms.getSignerInfos().size() != 1) {
            throw new BadSignature("it has " + cms.getSignerInfos().size() + " signers, expected one");
        }
        SignerInformation signer = cms.getSignerInfos().getSigners().iterator().next();
        X500Name issuer =
                X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded());
        if (!signer.getSID().equals(new SignerId(issuer, certificate.getSerialNumber()))) {
            throw new BadSignature("its signer is serial " + signer.getSID().getSerialNumber() + " of '"
                    + signer.getSID().getIssuer() + "', expected the line's certificate");
        }
        requireOid("digest", NISTObjectIdentifiers.id_sha256, signer.getDigestAlgorithmID());
        requireOid(
                "signature algorithm",
                PKCSObjectIdentifiers.rsaEncryption,
                signer.toASN1Structure().getDigestEncryptionAlgorithm());
        if (signer.getSignedAttributes() != null || !cms.isDetachedSignature()) {
            throw new BadSignature("it has attributes or content, the kernel expects neither");
        }
        return signer.getSignature();
    }

    /**
     * @param contentSha256 of everything that is before the trailer
     * @throws BadSignature unless it is by that certificate's key and over that hash
     */
    void requireOver(byte[] contentSha256, X509Certificate certificate) throws BadSignature {
        byte[] raw = rawSignature(certificate);
        try {
            Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            rsa.init(Cipher.DECRYPT_MODE, certificate.getPublicKey());
            byte[] expected = new DigestInfo(
                            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE), contentSha256)
                    .getEncoded(ASN1Encoding.DER);
            if (!Arrays.equals(expected, rsa.doFinal(raw))) {
                throw new BadSignature("its signature is not over its bytes");
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new BadSignature("its signature can't be checked: " + e.getMessage());
        }
    }

    private static void requireOid(String what, ASN1ObjectIdentifier expected, AlgorithmIdentifier found)
            throws BadSignature {
        if (!expected.equals(found.getAlgorithm())) {
            throw new BadSignature("its " + what + " is " + found.getAlgorithm() + ", expected " + expected);
        }
    }

    private record Streamed(Content content) implements CMSTypedData {
        @Override
        public ASN1ObjectIdentifier getContentType() {
            return CMSObjectIdentifiers.data;
        }

        @Override
        public void write(OutputStream out) throws IOException {
            content.writeTo(out);
        }

        /** BouncyCastle writes nothing where this is null; what it is does not matter. */
        @Override
        public Object getContent() {
            return content;
        }
    }

    /** Says, as the rest of a sentence about a module, what is wrong with its signature. */
    static final class BadSignature extends Exception {
        BadSignature(String message) {
            super(message);
        }
    }
}
