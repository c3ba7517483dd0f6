package io.kernelgraft.signer.key;

import io.kernelgraft.signer.key.SignerConfig.NamedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the configuration says that a named key is. */
final class KeyPlaces {
    private final SignerConfig config;
    private final Tokens tokens = new Tokens();

    KeyPlaces(SignerConfig config) {
        this.config = config;
    }

    /** @throws io.kernelgraft.runtime.stage.StageFailure POLICY {@code SIGNING_KEY_MISCONFIGURED} */
    HeldKey of(String name) {
        NamedKey key = config.keys().named().get(name);
        if (key == null || key.provider() == SignerConfig.Provider.FILE) {
            return new FileKey(
                    name,
                    config.keys().directory(),
                    config.credentialsDirectory(),
                    secret(
                            name,
                            Optional.ofNullable(key).flatMap(NamedKey::passphraseFile),
                            "passphrase",
                            "SIGNING_KEY_PASSPHRASE_MISSING"));
        }
        return new TokenKey(
                key.label().orElse(name),
                tokens,
                new Tokens.Token(required(name, "library", key.library()), required(name, "token", key.token())),
                secret(name, key.pinFile(), "pin", "TOKEN_PIN_MISSING")
                        .orElseThrow(() -> SigningKeys.refused(
                                "TOKEN_PIN_MISSING",
                                "key '" + name + "': neither pin-file is set nor is there a credential " + name
                                        + ".pin")));
    }

    /** The file that was configured, or else a credential, if there is one. */
    private Optional<SecretFile> secret(String name, Optional<Path> configured, String extension, String missing) {
        return configured
                .map(file -> SecretFile.ownerOnly(file, missing))
                .or(() -> config.credentialsDirectory()
                        .map(all -> all.resolve(name + "." + extension))
                        .filter(Files::exists)
                        .map(file -> SecretFile.credential(file, missing)));
    }

    private static <T> T required(String name, String property, Optional<T> value) {
        return value.orElseThrow(() -> SigningKeys.refused(
                "SIGNING_KEY_MISCONFIGURED",
                "key '" + name + "' is on a token, and kernelgraft.signer.keys.named.\"" + name + "\"." + property
                        + " is not set"));
    }
}
