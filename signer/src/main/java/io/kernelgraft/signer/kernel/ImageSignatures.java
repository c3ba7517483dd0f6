package io.kernelgraft.signer.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jsign.DigestAlgorithm;
import net.jsign.pe.PEFile;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerId;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;

/**
 * The signatures of an EFI binary, to be checked with nothing but certificates.
 *
 * @param digest SHA-256 of what the signatures must be over
 */
record ImageSignatures(List<CMSSignedData> all, byte[] digest) {

    /** @throws StageFailure INTERNAL {@code SIGNATURE_INVALID} */
    static ImageSignatures read(Path image) throws IOException {
        try (PEFile file = new PEFile(image.toFile())) {
            List<CMSSignedData> all = new ArrayList<>();
            for (CMSSignedData detached : file.getSignatures()) {
                // jsign hands them out without their content, which is what the signature is over
                all.add(new CMSSignedData(detached.toASN1Structure()));
            }
            return new ImageSignatures(all, file.computeDigest(DigestAlgorithm.SHA256));
        } catch (CMSException e) {
            throw invalid("a signature of vmlinuz can't be read: " + e.getMessage());
        } catch (StageFailure e) {
            throw e;
        } catch (RuntimeException e) {
            throw notAuthenticode(e);
        }
    }

    /** @throws StageFailure INTERNAL {@code SIGNATURE_INVALID} unless one is by that certificate and over these bytes */
    void requireBy(X509Certificate certificate) {
        try {
            for (CMSSignedData signature : all) {
                if (Arrays.equals(signedDigest(signature), digest) && isBy(certificate, signature)) {
                    return;
                }
            }
        } catch (StageFailure e) {
            throw e;
        } catch (RuntimeException e) {
            throw notAuthenticode(e);
        }
        throw invalid("none of vmlinuz' " + all.size() + " signatures is by '"
                + certificate.getSubjectX500Principal().getName() + "' over its bytes");
    }

    /** @throws StageFailure INTERNAL {@code SIGNATURE_INVALID} */
    void requireCount(int expected) {
        if (all.size() != expected) {
            throw invalid("vmlinuz has " + all.size() + " signatures, expected our own " + expected + " alone");
        }
    }

    /** SpcIndirectDataContent is a sequence of the kind of data and the DigestInfo of the image. */
    private static byte[] signedDigest(CMSSignedData signature) {
        ASN1Sequence content =
                ASN1Sequence.getInstance(signature.getSignedContent().getContent());
        return DigestInfo.getInstance(content.getObjectAt(1)).getDigest();
    }

    private static boolean isBy(X509Certificate certificate, CMSSignedData signature) {
        try {
            // By issuer and number alone, as they stand in a signature; a key identifier would make it another id.
            SignerId expected = new SignerId(
                    X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded()),
                    certificate.getSerialNumber());
            for (SignerInformation signer : signature.getSignerInfos()) {
                if (signer.getSID().equals(expected)
                        && signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate.getPublicKey()))) {
                    return true;
                }
            }
            return false;
        } catch (RuntimeOperatorException e) {
            // Another key's under the same issuer and number: its signature may even have another length.
            return false;
        } catch (CMSException | OperatorCreationException e) {
            throw invalid("a signature of vmlinuz can't be checked: " + e.getMessage());
        }
    }

    /** jsign and BouncyCastle have many exceptions for a table that leads nowhere, or for sound ASN.1 that is not Authenticode. */
    private static StageFailure notAuthenticode(RuntimeException e) {
        return invalid("a signature of vmlinuz is not Authenticode: " + e.getMessage());
    }

    private static StageFailure invalid(String message) {
        return new StageFailure(FailureKind.INTERNAL, "SIGNATURE_INVALID", message);
    }
}
