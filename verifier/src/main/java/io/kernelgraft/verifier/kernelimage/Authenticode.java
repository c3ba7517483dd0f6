package io.kernelgraft.verifier.kernelimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jsign.DigestAlgorithm;
import net.jsign.pe.PEFile;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Verifies an EFI binary as shim does that has one certificate enrolled: any one of its signatures is enough (failure
 * F21).
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/debug/pe-format#attribute-certificate-table-image-only">PE
 *     attribute certificates</a>
 */
public final class Authenticode {
    private Authenticode() {}

    /**
     * @param signers who claims to have signed, in order
     * @param problem why no signature by the certificate holds; empty if one does
     */
    public record Verdict(List<String> signers, Optional<String> problem) {}

    /** @throws IOException when it is no PE file or a signature is no CMS */
    public static Verdict verify(Path file, X509Certificate certificate) throws IOException {
        try (PEFile pe = new PEFile(Files.newByteChannel(file))) {
            List<String> signers = new ArrayList<>();
            String problem = "no signature by the line's certificate (" + certificate.getSubjectX500Principal() + ")";
            for (CMSSignedData withoutContent : pe.getSignatures()) {
                CMSSignedData signature = new CMSSignedData(withoutContent.toASN1Structure());
                SignerInformation signer = signature.getSignerInfos().iterator().next();
                signers.add(signer.getSID().getIssuer().toString());
                if (signer.getSID().match(new JcaX509CertificateHolder(certificate))) {
                    Optional<String> wrong = problem(pe, signature, signer, certificate);
                    if (wrong.isEmpty()) {
                        return new Verdict(signers, Optional.empty());
                    }
                    problem = wrong.get();
                }
            }
            return new Verdict(signers, Optional.of(problem));
        } catch (CertificateException | CMSException | OperatorCreationException | RuntimeException e) {
            throw new IOException("unreadable signature: " + e.getMessage(), e);
        }
    }

    private static Optional<String> problem(
            PEFile pe, CMSSignedData signature, SignerInformation signer, X509Certificate certificate)
            throws IOException, CMSException, OperatorCreationException {
        // The certificate's key signed the statement …
        if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate.getPublicKey()))) {
            return Optional.of("the signature does not verify with the line's certificate");
        }
        // … and the statement is about this very file: SpcIndirectDataContent is a type, then a DigestInfo.
        ASN1Sequence statement =
                ASN1Sequence.getInstance(signature.getSignedContent().getContent());
        DigestInfo stated = DigestInfo.getInstance(statement.getObjectAt(1));
        DigestAlgorithm algorithm = DigestAlgorithm.of(stated.getAlgorithmId().getAlgorithm());
        return MessageDigest.isEqual(stated.getDigest(), pe.computeDigest(algorithm))
                ? Optional.empty()
                : Optional.of("the file was changed after the line's certificate signed it");
    }
}
