package io.kernelgraft.runtime.attestation;

import io.kernelgraft.contract.attestation.DsseEnvelope;
import io.kernelgraft.contract.attestation.PemKeys;
import io.kernelgraft.contract.attestation.RefusedAttestation;
import io.kernelgraft.contract.attestation.VerifyingKey;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * This service's own key, read anew each time. It fails closed: without a key that the others will believe, no stage is
 * begun, as its result would be worth nothing. No message and no cause has anything of what was read.
 */
@ApplicationScoped
class OwnKey {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final AttestationConfig config;
    private final TrustedKeys trusted;
    private final String service;

    OwnKey(
            AttestationConfig config,
            TrustedKeys trusted,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.config = config;
        this.trusted = trusted;
        this.service = service;
    }

    /** A key that is ready to sign. */
    record Opened(String service, PrivateKey key, String id) {
        byte[] envelope(byte[] payload) {
            return DsseEnvelope.sign(payload, key, id);
        }

        /** Says no more than its name: a record's own text would have the key's in it. */
        @Override
        public String toString() {
            return service + "'s key " + id;
        }
    }

    /**
     * @throws StageFailure POLICY {@code ATTESTATION_KEY_MISSING}, {@code ATTESTATION_KEY_EXPOSED}, {@code
     *     ATTESTATION_KEY_INVALID}, {@code ATTESTATION_KEY_UNTRUSTED} and the reasons of {@link TrustedKeys#of}
     */
    Opened open() {
        PrivateKey key = read(config.key());
        // Its id is its public half's, which also says now, and not hours later elsewhere, whether it will be believed.
        for (VerifyingKey candidate : trusted.of(service)) {
            Opened opened = new Opened(service, key, candidate.id());
            if (verifies(candidate, opened.envelope(new byte[0]))) {
                return opened;
            }
        }
        throw refused(
                "ATTESTATION_KEY_UNTRUSTED",
                config.key() + " is the private half of none of the keys that are trusted for " + service);
    }

    private static boolean verifies(VerifyingKey candidate, byte[] envelope) {
        try {
            DsseEnvelope.open(envelope, List.of(candidate));
            return true;
        } catch (RefusedAttestation another) {
            return false;
        }
    }

    private static PrivateKey read(Path file) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(mode)) {
                throw refused(
                        "ATTESTATION_KEY_EXPOSED",
                        file + " has mode " + PosixFilePermissions.toString(mode) + ", expected at most rw-------");
            }
            return PemKeys.privateKey(Files.readString(file));
        } catch (IOException e) {
            throw refused(
                    "ATTESTATION_KEY_MISSING",
                    file + " can't be read (" + e.getClass().getSimpleName() + "); without it no stage is begun");
        } catch (IllegalArgumentException e) {
            throw refused("ATTESTATION_KEY_INVALID", file + ": " + e.getMessage());
        }
    }

    private static StageFailure refused(String reason, String message) {
        return new StageFailure(FailureKind.POLICY, reason, message);
    }
}
