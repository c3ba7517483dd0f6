package io.kernelgraft.runtime.rpm;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;

/**
 * Checks that an RPM is exactly what the holder of one pinned key signed: the OpenPGP signature over the header, and the
 * payload's SHA-256, which is part of that header. The older signature over header and payload counts too.
 */
public final class RpmSignature {
    private RpmSignature() {}

    /** A signature and whether it covers the payload by itself. */
    private record Found(PGPSignature signature, boolean withPayload) {}

    /**
     * @param armoredPublicKey the pinned key; it is trusted as it stands, its expiry date is not looked at
     * @return the package, whose bytes on disk are now known to be the signed ones
     * @throws StageFailure POLICY {@code RPM_UNSIGNED}, {@code RPM_WRONG_KEY} or {@code RPM_BAD_SIGNATURE}; UPSTREAM
     *     {@code RPM_DAMAGED}; POLICY {@code OPENPGP_KEY_UNREADABLE} for the pinned key itself
     */
    public static RpmFile verify(Path file, String armoredPublicKey) {
        RpmFile rpm = RpmFile.open(file);
        PinnedKey key = PinnedKey.parse(armoredPublicKey);
        try {
            RpmDigests.checkPayload(rpm);
            verify(rpm, key);
            return rpm;
        } catch (IOException e) {
            throw DamagedRpm.failure(file, e);
        }
    }

    private static void verify(RpmFile rpm, PinnedKey key) throws IOException {
        List<Found> signatures = signatures(rpm);
        if (signatures.isEmpty()) {
            throw refused("RPM_UNSIGNED", rpm, "it has no OpenPGP signature, expected one by " + key);
        }
        boolean covered = false;
        List<String> others = new ArrayList<>();
        for (Found found : signatures) {
            if (!key.made(found.signature())) {
                others.add("%016X".formatted(found.signature().getKeyID()));
            } else if (!matches(rpm, found, key)) {
                throw refused("RPM_BAD_SIGNATURE", rpm, "its signature by " + key + " does not match its content");
            } else {
                covered |= found.withPayload() || rpm.payloadSha256().isPresent();
            }
        }
        if (others.size() == signatures.size()) {
            throw refused("RPM_WRONG_KEY", rpm, "it is signed by " + others + ", expected " + key);
        }
        if (!covered) {
            throw refused("RPM_UNSIGNED", rpm, "its signature covers no digest of the payload");
        }
    }

    private static boolean matches(RpmFile rpm, Found found, PinnedKey key) throws IOException {
        try (InputStream payload = found.withPayload() ? rpm.openPayload() : InputStream.nullInputStream()) {
            return key.matches(found.signature(), rpm.header().bytes(), payload);
        } catch (PGPException | RuntimeException e) {
            // Unchecked is what BouncyCastle throws where a broken packet's numbers do not fit together.
            throw refused("RPM_BAD_SIGNATURE", rpm, "its signature by " + key + ": " + e.getMessage());
        }
    }

    private static List<Found> signatures(RpmFile rpm) throws IOException {
        RpmHeader header = rpm.signatureHeader();
        List<Found> found = new ArrayList<>();
        for (int tag : new int[] {RpmTag.SIGNATURE_RSA, RpmTag.SIGNATURE_DSA}) {
            add(found, rpm, header.binary(tag), false);
        }
        for (String base64 : header.strings(RpmTag.SIGNATURE_OPENPGP)) {
            try {
                add(found, rpm, Optional.of(Base64.getMimeDecoder().decode(base64)), false);
            } catch (IllegalArgumentException e) {
                throw new DamagedRpm("its OpenPGP signature is not base64");
            }
        }
        for (int tag : new int[] {RpmTag.SIGNATURE_PGP, RpmTag.SIGNATURE_GPG}) {
            add(found, rpm, header.binary(tag), true);
        }
        return found;
    }

    private static void add(List<Found> found, RpmFile rpm, Optional<byte[]> packets, boolean withPayload) {
        if (packets.isEmpty()) {
            return;
        }
        if (!(packet(rpm, packets.get()) instanceof PGPSignatureList list)) {
            throw refused("RPM_BAD_SIGNATURE", rpm, "its signature is no OpenPGP signature packet");
        }
        list.forEach(signature -> found.add(new Found(signature, withPayload)));
    }

    private static Object packet(RpmFile rpm, byte[] packets) {
        try {
            return new BcPGPObjectFactory(new ByteArrayInputStream(packets)).nextObject();
        } catch (IOException | RuntimeException e) {
            // BouncyCastle has unchecked exceptions for packets of versions it does not know, and for broken ones.
            throw refused("RPM_BAD_SIGNATURE", rpm, "its signature is unreadable: " + e.getMessage());
        }
    }

    private static StageFailure refused(String reason, RpmFile rpm, String message) {
        return new StageFailure(FailureKind.POLICY, reason, rpm.path().getFileName() + ": " + message);
    }
}
