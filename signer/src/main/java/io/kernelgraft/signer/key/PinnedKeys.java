package io.kernelgraft.signer.key;

import io.kernelgraft.contract.event.SigningKeyUse;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.stage.StageFailure;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a line says of its keys, for the audit: names and fingerprints, without a look at any private key. */
public final class PinnedKeys {
    private PinnedKeys() {}

    /** @return empty if the line's certificate can't be read; nothing is signed for it then */
    public static List<SigningKeyUse> of(LineFile.Signing signing) {
        try {
            X509Certificate certificate = Pem.certificate(signing.certificate(), "the line's signing.certificate");
            return List.of(new SigningKeyUse(
                    signing.key(), new SigningKey(signing.key(), null, certificate).certificateSha256()));
        } catch (StageFailure unreadable) {
            // The attempt was refused for the same reason, and its record says so.
            return List.of();
        }
    }
}
