package io.kernelgraft.contract.attestation;

import io.kernelgraft.contract.image.Digest;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/** An Ed25519 key that signatures are checked with. */
public record VerifyingKey(PublicKey key) {
    /** SHA-256 (hex) of the key's SubjectPublicKeyInfo in DER, as {@code openssl pkey -pubin -outform DER | sha256sum}. */
    public String id() {
        return Digest.of(key.getEncoded()).hex();
    }

    public boolean verifies(byte[] signature, byte[] message) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature of another length or form is no signature.
            return false;
        }
    }
}
