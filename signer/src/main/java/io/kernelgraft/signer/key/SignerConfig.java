package io.kernelgraft.signer.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What an operator sets for the signer. */
@ConfigMapping(prefix = "kernelgraft.signer")
public interface SignerConfig {
    Keys keys();

    /** Whether certificates marked as lab ones may sign; never true outside the lab. */
    @WithDefault("false")
    boolean labKeysAllowed();

    /** Where systemd puts credentials, see systemd.exec(5); looked into for files that are not where they are looked for first. */
    @WithDefault("${CREDENTIALS_DIRECTORY:}")
    Optional<Path> credentialsDirectory();

    interface Keys {
        /** Holds {@code <name>.key} (PEM, PKCS#8, readable by its owner alone) and {@code <name>.pem} (certificate). */
        @WithDefault("/etc/kernelgraft/signer/keys")
        Path directory();

        /** Keys of which more is to be said than their name; any other is a file. */
        Map<String, NamedKey> named();
    }

    interface NamedKey {
        @WithDefault("file")
        Provider provider();

        /** For an encrypted file; default {@code <name>.passphrase} among the credentials. */
        Optional<Path> passphraseFile();

        /** For a token: the PKCS#11 module, a shared library. */
        Optional<Path> library();

        /** For a token: its label. */
        Optional<String> token();

        /** For a token: the label of key and certificate on it; default the key's name. */
        Optional<String> label();

        /** For a token; default {@code <name>.pin} among the credentials. */
        Optional<Path> pinFile();
    }

    enum Provider {
        FILE,
        PKCS11
    }
}
