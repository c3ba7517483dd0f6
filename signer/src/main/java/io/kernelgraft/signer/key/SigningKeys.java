package io.kernelgraft.signer.key;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.stage.StageFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The keys this signer holds. It fails closed: there is no default key and no fall-back (failure F25). Every refusal is a
 * POLICY failure with its own reason code; no message and no cause ever carries what was read from a key file.
 */
@ApplicationScoped
public class SigningKeys {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern LAB_MARK = Pattern.compile("(?i)(^|[^a-z])lab([^a-z]|$)");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final SignerConfig config;
    private final Clock clock;

    @Inject
    public SigningKeys(SignerConfig config) {
        this(config, Clock.systemUTC());
    }

    SigningKeys(SignerConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * Reads the key anew each time, so that a rotated or removed one counts at once.
     *
     * @throws StageFailure POLICY: {@code SIGNING_KEY_MISSING}, {@code SIGNING_KEY_EXPOSED}, {@code SIGNING_KEY_INVALID},
     *     {@code CERTIFICATE_INVALID}, {@code CERTIFICATE_KEY_MISMATCH}, {@code CERTIFICATE_NOT_PINNED}, {@code
     *     CERTIFICATE_OUT_OF_DATE}, {@code LAB_KEY_REFUSED}
     */
    public SigningKey open(LineFile.Signing signing) {
        String name = signing.key();
        if (!NAME.matcher(name).matches()) {
            throw refused("SIGNING_KEY_MISSING", "a key's name is " + NAME + ", not '" + name + "'");
        }
        Path keyFile = config.keys().directory().resolve(name + ".key");
        Path certificateFile = config.keys().directory().resolve(name + ".pem");
        X509Certificate certificate = Pem.certificate(readable(certificateFile), certificateFile.toString());
        requirePinned(name, certificate, Pem.certificate(signing.certificate(), "the line's signing.certificate"));
        requireInDate(name, certificate);
        requireNoLabMark(name, certificate);
        requireOwnerOnly(keyFile);
        PrivateKey key = Pem.privateKey(readable(keyFile), keyFile.toString());
        if (!Pem.belongTogether(key, certificate)) {
            throw refused(
                    "CERTIFICATE_KEY_MISMATCH",
                    keyFile + " is not the private key of the certificate " + certificateFile);
        }
        return new SigningKey(name, key, certificate);
    }

    private static String readable(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException | SecurityException e) {
            throw refused(
                    "SIGNING_KEY_MISSING",
                    file + " can't be read (" + e.getClass().getSimpleName() + "); nothing is signed without it");
        }
    }

    private static void requireOwnerOnly(Path keyFile) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(keyFile);
            if (!OWNER_ONLY.containsAll(mode)) {
                throw refused(
                        "SIGNING_KEY_EXPOSED",
                        keyFile + " has mode " + PosixFilePermissions.toString(mode) + ", expected at most rw-------");
            }
        } catch (IOException e) {
            throw refused(
                    "SIGNING_KEY_MISSING",
                    keyFile + " can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void requirePinned(String name, X509Certificate held, X509Certificate pinned) {
        if (!held.equals(pinned)) {
            throw refused(
                    "CERTIFICATE_NOT_PINNED",
                    "key '" + name + "' has the certificate of " + describe(held) + ", the line pins that of "
                            + describe(pinned));
        }
    }

    private void requireInDate(String name, X509Certificate certificate) {
        Instant now = clock.instant();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from) || now.isAfter(until)) {
            throw refused(
                    "CERTIFICATE_OUT_OF_DATE",
                    "the certificate of key '" + name + "' is valid from " + from + " to " + until + ", now is " + now);
        }
    }

    private void requireNoLabMark(String name, X509Certificate certificate) {
        if (!config.labKeysAllowed()
                && LAB_MARK.matcher(Pem.commonNameAndUnit(certificate)).find()) {
            throw refused(
                    "LAB_KEY_REFUSED",
                    "the certificate of key '" + name + "' (" + describe(certificate)
                            + ") is marked as a lab one; only a lab sets kernelgraft.signer.lab-keys-allowed");
        }
    }

    private static String describe(X509Certificate certificate) {
        return "'" + certificate.getSubjectX500Principal().getName() + "' serial "
                + certificate.getSerialNumber().toString(16);
    }

    static StageFailure refused(String reason, String message) {
        return new StageFailure(FailureKind.POLICY, reason, message);
    }
}
