package io.kernelgraft.signer.key;

import io.kernelgraft.contract.event.SigningKeyUse;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.stage.StageFailure;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a line says of its keys, for the audit: names and fingerprints, without a look at any private key. */
public final class PinnedKeys {
    private PinnedKeys() {}

    /** @return empty if a certificate of the line can't be read; nothing is signed for it then */
    public static List<SigningKeyUse> of(List<LineFile.PinnedKey> keys) {
        try {
            return keys.stream().map(PinnedKeys::use).toList();
        } catch (StageFailure unreadable) {
            // The attempt was refused for the same reason, and its record says so.
            return List.of();
        }
    }

    private static SigningKeyUse use(LineFile.PinnedKey pinned) {
        X509Certificate certificate =
                Pem.certificate(pinned.certificate(), "the line's certificate of " + pinned.key());
        return new SigningKeyUse(pinned.key(), new SigningKey(pinned.key(), null, certificate).certificateSha256());
    }
}
