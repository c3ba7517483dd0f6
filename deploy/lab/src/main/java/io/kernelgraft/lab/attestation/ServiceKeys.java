package io.kernelgraft.lab.attestation;

import io.kernelgraft.contract.attestation.PemKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/** One Ed25519 key per service: the private halves for their owners alone, the public ones for everybody. */
public record ServiceKeys(Path directory) {
    /** Makes those that are not there yet. */
    public static ServiceKeys make(Path directory, Collection<String> services) {
        ServiceKeys keys = new ServiceKeys(directory.toAbsolutePath());
        try {
            Files.createDirectories(keys.trusted());
            Files.createDirectories(
                    keys.directory.resolve("private"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (String service : services) {
                if (!Files.exists(keys.key(service))) {
                    keys.make(service);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the services' keys in " + directory, e);
        }
        return keys;
    }

    private void make(String service) throws IOException {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Files.writeString(trusted().resolve(service + ".pem"), PemKeys.write(pair.getPublic()));
            Files.createFile(
                    key(service), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key(service), PemKeys.write(pair.getPrivate()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /** For {@code kernelgraft.attestation.key}. */
    public Path key(String service) {
        return directory.resolve("private").resolve(service + ".key");
    }

    /** For {@code kernelgraft.trust.directory}. */
    public Path trusted() {
        return directory.resolve("trusted");
    }
}
