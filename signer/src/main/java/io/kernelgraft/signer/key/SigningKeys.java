package io.kernelgraft.signer.key;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.stage.StageFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The keys this signer holds. It fails closed: there is no default key and no fall-back (failure F25). Every refusal is a
 * POLICY failure with its own reason code; no message and no cause ever carries what was read from a key file.
 */
@ApplicationScoped
public class SigningKeys {
    private static final Logger LOG = Logger.getLogger(SigningKeys.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern LAB_MARK = Pattern.compile("(?i)(^|[^a-z])lab([^a-z]|$)");

    private final SignerConfig config;
    private final KeyPlaces places;
    private final Clock clock;

    @Inject
    public SigningKeys(SignerConfig config) {
        this(config, Clock.systemUTC());
    }

    SigningKeys(SignerConfig config, Clock clock) {
        this.config = config;
        this.places = new KeyPlaces(config);
        this.clock = clock;
    }

    /** The line's keys, the current one first; each opened as {@link #open} does. */
    public List<SigningKey> all(LineFile.Signing signing) {
        return signing.keys().stream().map(this::open).toList();
    }

    /**
     * Reads the key anew each time, so that a rotated or removed one counts at once.
     *
     * @throws StageFailure POLICY: {@code SIGNING_KEY_MISSING}, {@code SIGNING_KEY_MISCONFIGURED}, {@code
     *     SIGNING_KEY_EXPOSED}, {@code SIGNING_KEY_INVALID}, {@code SIGNING_KEY_PASSPHRASE_MISSING}, {@code
     *     SIGNING_KEY_PASSPHRASE_WRONG}, {@code CERTIFICATE_INVALID}, {@code CERTIFICATE_KEY_MISMATCH}, {@code
     *     CERTIFICATE_NOT_PINNED}, {@code CERTIFICATE_OUT_OF_DATE}, {@code LAB_KEY_REFUSED}, and those of {@link Tokens}
     */
    public SigningKey open(LineFile.PinnedKey pinned) {
        String name = pinned.key();
        if (!NAME.matcher(name).matches()) {
            throw refused("SIGNING_KEY_MISSING", "a key's name is " + NAME + ", not '" + name + "'");
        }
        HeldKey held = places.of(name);
        X509Certificate certificate = held.certificate();
        requirePinned(name, certificate, Pem.certificate(pinned.certificate(), "the certificate that the line pins"));
        requireStrong(name, certificate);
        requireInDate(name, certificate);
        requireNoLabMark(name, certificate);
        SigningKey key = new SigningKey(
                name, held.privateKey(), certificate, held.provider().orElse(null));
        requireMatch(held, key);
        Validity.of(certificate, clock).warn(LOG, "of key '" + name + "'");
        return key;
    }

    private static void requireMatch(HeldKey held, SigningKey key) {
        try {
            if (!key.belongsToCertificate()) {
                throw refused(
                        "CERTIFICATE_KEY_MISMATCH",
                        held + " is not the private key of the certificate " + describe(key.certificate()));
            }
        } catch (GeneralSecurityException | ProviderException e) {
            // The cause is dropped on purpose: nobody knows what a provider's message quotes.
            throw refused(
                    "SIGNING_KEY_INVALID",
                    held + " can't make an RSA signature (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void requireStrong(String name, X509Certificate certificate) {
        if (!Pem.isStrong(certificate)) {
            throw refused(
                    "CERTIFICATE_INVALID",
                    "the certificate of key '" + name + "' (" + describe(certificate)
                            + ") is not for an RSA key of at least 2048 bits");
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
        Validity validity = Validity.of(certificate, clock);
        if (!validity.isNow()) {
            throw refused("CERTIFICATE_OUT_OF_DATE", "the certificate of key '" + name + "' is " + validity);
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
