package io.kernelgraft.signer.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.layer.SigningMethod;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import net.jsign.AuthenticodeSigner;
import net.jsign.DigestAlgorithm;
import net.jsign.pe.PEFile;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * The signature of an EFI binary that shim and GRUB check. A signature that is there already stays, as with {@code
 * sbsign}: ours is added behind it, and shim takes the image if any of them is by a key it trusts. So a boot alone does
 * not prove ours; {@link #verify} does.
 *
 * @see <a href="https://uefi.org/specs/UEFI/2.11/32_Secure_Boot_and_Driver_Signing.html">UEFI, Secure Boot</a>
 */
final class Authenticode implements SigningMethod {
    /**
     * Signs in place; the same input and key give the same bytes.
     *
     * @throws StageFailure UPSTREAM {@code KERNEL_IMAGE_INVALID}
     */
    @Override
    public String sign(Path image, String path, SigningKey key) {
        try (PEFile file = new PEFile(image.toFile())) {
            new AuthenticodeSigner(new Certificate[] {key.certificate()}, key.privateKey())
                    .withDigestAlgorithm(DigestAlgorithm.SHA256)
                    .withTimestamping(false)
                    .withSignaturesReplaced(false)
                    .sign(file);
            return "authenticode";
        } catch (IOException | IllegalArgumentException e) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "KERNEL_IMAGE_INVALID",
                    "vmlinuz is not an EFI binary that can be signed: " + e.getMessage());
        } catch (Exception e) { // jsign declares no narrower type
            throw new StageFailure(
                    FailureKind.INTERNAL, "SIGNING_FAILED", "vmlinuz can't be signed with " + key + ": " + e, e);
        }
    }

    @Override
    public void verify(InputStream in, String path, X509Certificate certificate, Path scratch) throws IOException {
        Files.copy(in, scratch, StandardCopyOption.REPLACE_EXISTING);
        verify(scratch, certificate);
    }

    /** @throws StageFailure INTERNAL {@code SIGNATURE_INVALID} unless one signature is by that certificate and over these bytes */
    static void verify(Path image, X509Certificate certificate) throws IOException {
        try (PEFile file = new PEFile(image.toFile())) {
            byte[] digest = file.computeDigest(DigestAlgorithm.SHA256);
            List<CMSSignedData> signatures = file.getSignatures();
            for (CMSSignedData detached : signatures) {
                // jsign hands them out without their content, which is what the signature is over
                CMSSignedData signature = new CMSSignedData(detached.toASN1Structure());
                if (Arrays.equals(signedDigest(signature), digest) && isBy(certificate, signature)) {
                    return;
                }
            }
            throw invalid("none of vmlinuz' " + signatures.size() + " signatures is by '"
                    + certificate.getSubjectX500Principal().getName() + "' over its bytes");
        } catch (CMSException e) {
            throw invalid("a signature of vmlinuz can't be read: " + e.getMessage());
        } catch (StageFailure e) {
            throw e;
        } catch (RuntimeException e) {
            // BouncyCastle and jsign have many of these where ASN.1 is sound but not that of Authenticode.
            throw invalid("a signature of vmlinuz is not Authenticode: " + e.getMessage());
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
            for (SignerInformation signer : signature.getSignerInfos()) {
                if (signer.getSID().getSerialNumber().equals(certificate.getSerialNumber())
                        && signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate.getPublicKey()))) {
                    return true;
                }
            }
            return false;
        } catch (CMSException | OperatorCreationException e) {
            throw invalid("a signature of vmlinuz can't be checked: " + e.getMessage());
        }
    }

    private static StageFailure invalid(String message) {
        return new StageFailure(FailureKind.INTERNAL, "SIGNATURE_INVALID", message);
    }
}
