package io.kernelgraft.signer.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * {@code <name>.key} and {@code <name>.pem} in the keys' directory, or else among systemd's credentials.
 *
 * @param passphrase where it is if the key is encrypted; empty if nobody said
 */
record FileKey(String name, Path directory, Optional<Path> credentials, Optional<SecretFile> passphrase)
        implements HeldKey {
    static final String MISSING = "SIGNING_KEY_MISSING";

    @Override
    public X509Certificate certificate() {
        Path file = among(".pem").orElse(directory.resolve(name + ".pem"));
        try {
            return Pem.certificate(Files.readString(file), file.toString());
        } catch (IOException | SecurityException e) {
            throw SigningKeys.refused(
                    MISSING,
                    file + " can't be read (" + e.getClass().getSimpleName() + "); nothing is signed without it");
        }
    }

    @Override
    public PrivateKey privateKey() {
        SecretFile file = keyFile();
        return Pem.privateKey(file.text(), file.path().toString(), passphrase);
    }

    @Override
    public Optional<Provider> provider() {
        return Optional.empty();
    }

    @Override
    public String toString() {
        return keyFile().path().toString();
    }

    private SecretFile keyFile() {
        return among(".key")
                .map(file -> SecretFile.credential(file, MISSING))
                .orElse(SecretFile.ownerOnly(directory.resolve(name + ".key"), MISSING));
    }

    /** Empty if the keys' directory has it, which comes first. */
    private Optional<Path> among(String extension) {
        return Files.exists(directory.resolve(name + extension))
                ? Optional.empty()
                : credentials.map(all -> all.resolve(name + extension)).filter(Files::exists);
    }
}
