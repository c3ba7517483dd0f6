package io.kernelgraft.runtime.attestation;

import io.kernelgraft.contract.attestation.PemKeys;
import io.kernelgraft.contract.attestation.VerifyingKey;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The public keys of the services, read anew each time: one that is added or removed counts at once. */
@ApplicationScoped
public class TrustedKeys {
    private static final int MAX_BYTES = 64 << 10;

    private final TrustConfig config;

    public TrustedKeys(TrustConfig config) {
        this.config = config;
    }

    /** @throws StageFailure POLICY {@code TRUSTED_KEY_MISSING}, {@code TRUSTED_KEY_INVALID}: never an empty list */
    public List<VerifyingKey> of(String service) {
        List<VerifyingKey> keys = new ArrayList<>();
        for (Path file : files(service)) {
            try {
                if (Files.size(file) > MAX_BYTES) {
                    throw new IllegalArgumentException("more than " + MAX_BYTES + " bytes");
                }
                keys.addAll(PemKeys.publicKeys(Files.readString(file)));
            } catch (IllegalArgumentException e) {
                throw refused("TRUSTED_KEY_INVALID", file + ": " + e.getMessage());
            } catch (IOException e) {
                throw refused("TRUSTED_KEY_MISSING", file + " can't be read: " + e);
            }
        }
        if (keys.isEmpty()) {
            throw refused("TRUSTED_KEY_MISSING", "no " + service + ".pem in " + config.directory());
        }
        return keys;
    }

    private List<Path> files(String service) {
        // The dot ends the service's name: a key for "signer-2" is none for "signer".
        try (DirectoryStream<Path> files = Files.newDirectoryStream(config.directory(), service + "{.pem,.*.pem}")) {
            List<Path> found = new ArrayList<>();
            files.forEach(found::add);
            return found;
        } catch (IOException | DirectoryIteratorException e) {
            throw refused("TRUSTED_KEY_MISSING", "kernelgraft.trust.directory can't be read: " + e);
        }
    }

    private static StageFailure refused(String reason, String message) {
        return new StageFailure(FailureKind.POLICY, reason, message);
    }
}
