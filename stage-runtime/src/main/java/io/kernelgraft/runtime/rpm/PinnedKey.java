package io.kernelgraft.runtime.rpm;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/** The one OpenPGP key whose signatures count: a primary key with its subkeys. */
final class PinnedKey {
    private static final Set<Integer> HASHES = Set.of(
            HashAlgorithmTags.SHA256,
            HashAlgorithmTags.SHA384,
            HashAlgorithmTags.SHA512,
            HashAlgorithmTags.SHA3_256,
            HashAlgorithmTags.SHA3_512);

    private final List<PGPPublicKey> keys;

    private PinnedKey(List<PGPPublicKey> keys) {
        this.keys = keys;
    }

    /** @throws StageFailure POLICY {@code OPENPGP_KEY_UNREADABLE} */
    static PinnedKey parse(String armored) {
        try (InputStream in =
                PGPUtil.getDecoderStream(new ByteArrayInputStream(armored.getBytes(StandardCharsets.US_ASCII)))) {
            List<PGPPublicKey> keys = new ArrayList<>();
            int rings = 0;
            for (PGPPublicKeyRing ring : new BcPGPPublicKeyRingCollection(in)) {
                rings++;
                ring.forEach(keys::add);
            }
            if (rings != 1) {
                throw unreadable("expected one OpenPGP public key, found " + rings, null);
            }
            if (keys.stream().anyMatch(key -> key.isMasterKey() && key.hasRevocation())) {
                throw unreadable("the pinned OpenPGP key is revoked", null);
            }
            return new PinnedKey(keys);
        } catch (IOException | PGPException e) {
            throw unreadable("the pinned OpenPGP key can't be read: " + e.getMessage(), e);
        }
    }

    private static StageFailure unreadable(String message, Exception cause) {
        return new StageFailure(FailureKind.POLICY, "OPENPGP_KEY_UNREADABLE", message, cause);
    }

    boolean made(PGPSignature signature) {
        return keys.stream().anyMatch(key -> key.getKeyID() == signature.getKeyID() && !key.hasRevocation());
    }

    /** @throws PGPException if the signature can't be checked, for example because its hash is too weak */
    boolean matches(PGPSignature signature, byte[] first, InputStream rest) throws PGPException, IOException {
        if (!HASHES.contains(signature.getHashAlgorithm())) {
            throw new PGPException(
                    "hash algorithm " + signature.getHashAlgorithm() + " is too weak, expected SHA-256 or better");
        }
        if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT) {
            throw new PGPException("it is of type " + signature.getSignatureType() + ", expected one over a document");
        }
        PGPPublicKey key = keys.stream()
                .filter(one -> one.getKeyID() == signature.getKeyID())
                .findFirst()
                .orElseThrow();
        if (key.getAlgorithm() != signature.getKeyAlgorithm()) {
            throw new PGPException(
                    "it is of algorithm " + signature.getKeyAlgorithm() + ", the key of " + key.getAlgorithm());
        }
        signature.init(new BcPGPContentVerifierBuilderProvider(), key);
        signature.update(first);
        byte[] buffer = new byte[1 << 16];
        for (int count = rest.read(buffer); count >= 0; count = rest.read(buffer)) {
            signature.update(buffer, 0, count);
        }
        return signature.verify();
    }

    /** The primary key's fingerprint. */
    @Override
    public String toString() {
        return HexFormat.of().withUpperCase().formatHex(keys.getFirst().getFingerprint());
    }
}
