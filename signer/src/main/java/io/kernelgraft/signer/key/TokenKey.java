package io.kernelgraft.signer.key;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A key that never leaves its PKCS#11 token; its certificate lies beside it, under the same CKA_ID and this label. */
record TokenKey(String label, Tokens tokens, Tokens.Token token, SecretFile pin) implements HeldKey {

    @Override
    public X509Certificate certificate() {
        try {
            KeyStore store = tokens.open(token, pin);
            if (store.isKeyEntry(label) && store.getCertificate(label) instanceof X509Certificate certificate) {
                return certificate;
            }
            List<String> found = Collections.list(store.aliases());
            throw SigningKeys.refused(
                    FileKey.MISSING,
                    token + " has no private key that lies beside a certificate labelled '" + label + "', only "
                            + found);
        } catch (KeyStoreException e) {
            throw Tokens.failed(token, e);
        }
    }

    @Override
    public PrivateKey privateKey() {
        try {
            if (tokens.open(token, pin).getKey(label, null) instanceof PrivateKey key) {
                return key;
            }
            throw SigningKeys.refused(FileKey.MISSING, this + " is gone");
        } catch (GeneralSecurityException e) {
            throw Tokens.failed(token, e);
        }
    }

    @Override
    public Optional<Provider> provider() {
        return Optional.of(tokens.open(token, pin).getProvider());
    }

    @Override
    public String toString() {
        return "'" + label + "' on " + token;
    }
}
