package io.kernelgraft.signer.key;

import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A key where it is kept. Everything may fail as POLICY, with what is wrong and never with what was read; {@code toString}
 * says where it is.
 */
sealed interface HeldKey permits FileKey, TokenKey {
    /** Looked at before the private key is touched. */
    X509Certificate certificate();

    PrivateKey privateKey();

    /** Empty where any provider can use the key; asked after {@link #privateKey}. */
    Optional<Provider> provider();
}
