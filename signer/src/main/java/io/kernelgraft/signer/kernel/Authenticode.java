package io.kernelgraft.signer.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile.ExistingSignatures;
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
import java.util.List;
import net.jsign.AuthenticodeSigner;
import net.jsign.DigestAlgorithm;
import net.jsign.pe.PEFile;

/**
 * The signature of an EFI binary that shim and GRUB check. A signature that is there already stays, as with {@code
 * sbsign}, unless the line wants it stripped: ours is added behind it, and shim takes the image if any of them is by a key
 * it trusts. So a boot alone does not prove ours; {@link #verify} does.
 *
 * @param previous keys that sign as well, each with a signature of its own: a machine may have enrolled theirs alone
 * @see <a href="https://uefi.org/specs/UEFI/2.11/32_Secure_Boot_and_Driver_Signing.html">UEFI, Secure Boot</a>
 */
record Authenticode(ExistingSignatures existing, List<SigningKey> previous) implements SigningMethod {
    /**
     * Signs in place; the same input and keys give the same bytes.
     *
     * @throws StageFailure UPSTREAM {@code KERNEL_IMAGE_INVALID}
     */
    @Override
    public String sign(Path image, String path, SigningKey key) {
        boolean strip = existing == ExistingSignatures.STRIP;
        for (SigningKey each : previous) {
            add(image, each, strip);
            strip = false;
        }
        add(image, key, strip);
        return "authenticode";
    }

    private static void add(Path image, SigningKey key, boolean strip) {
        try (PEFile file = new PEFile(image.toFile())) {
            AuthenticodeSigner signer = new AuthenticodeSigner(new Certificate[] {key.certificate()}, key.privateKey());
            key.provider().ifPresent(signer::withSignatureProvider);
            signer.withDigestAlgorithm(DigestAlgorithm.SHA256)
                    .withTimestamping(false)
                    .withSignaturesReplaced(strip)
                    .sign(file);
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
        ImageSignatures signatures = ImageSignatures.read(scratch);
        signatures.requireBy(certificate);
        previous.forEach(key -> signatures.requireBy(key.certificate()));
        if (existing == ExistingSignatures.STRIP) {
            signatures.requireCount(1 + previous.size());
        }
        PeChecksum.requireRight(scratch);
    }
}
