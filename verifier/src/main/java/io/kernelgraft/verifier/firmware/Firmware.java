package io.kernelgraft.verifier.firmware;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.UUID;

/**
 * OVMF with Secure Boot on and one certificate enrolled as Machine Owner Key, as MokManager would have left it: shim's
 * variable {@code MokList}.
 *
 * @see <a href="https://github.com/rhboot/shim/blob/main/MokVars.txt">shim: MokVars.txt</a>
 */
@ApplicationScoped
public class Firmware {
    private static final UUID SHIM_LOCK = UUID.fromString("605dab50-e046-4300-abb6-3dd810dd8b23");
    private static final UUID X509 = UUID.fromString("a5c059a1-94e4-4aa7-87b5-ab155c2bf072");
    // Who enrolled the key; nobody looks at it.
    private static final UUID OWNER = UUID.fromString("6b65726e-656c-4772-a166-746d61636869");

    private final FirmwareConfig config;

    public Firmware(FirmwareConfig config) {
        this.config = config;
    }

    public Path code() {
        return config.code();
    }

    /** @param target where the copy of the variables goes */
    public void writeVariables(X509Certificate mok, Path target) {
        try {
            VariableStore store = new VariableStore(Files.readAllBytes(config.variables()));
            store.add(
                    "MokList",
                    SHIM_LOCK,
                    VariableStore.NON_VOLATILE | VariableStore.BOOT_SERVICE_ACCESS,
                    signatureList(mok.getEncoded()));
            Files.write(target, store.image());
        } catch (IOException | CertificateEncodingException e) {
            throw new StageFailure(
                    FailureKind.INTERNAL,
                    "FIRMWARE_UNUSABLE",
                    "kernelgraft.firmware.variables " + config.variables() + ": " + e,
                    e);
        }
    }

    /** EFI_SIGNATURE_LIST with one certificate. */
    private static byte[] signatureList(byte[] certificate) {
        int size = 16 + certificate.length;
        return ByteBuffer.allocate(28 + size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(VariableStore.guid(X509))
                .putInt(28 + size)
                .putInt(0)
                .putInt(size)
                .put(VariableStore.guid(OWNER))
                .put(certificate)
                .array();
    }
}
