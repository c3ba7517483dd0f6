package io.kernelgraft.signer.key;

import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.login.FailedLoginException;

/**
 * PKCS#11 tokens by way of the JDK's own provider, in this process. One provider for each token, and one login, last as long
 * as the service. The token makes the RSA signature of a digest that is made here: a module's bytes don't go through it.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/security/pkcs11-reference-guide1.html">PKCS#11 Reference Guide</a>
 */
final class Tokens {
    /** SHA256withRSA then falls back to hashing in Java and CKM_RSA_PKCS. */
    private static final String CONFIGURATION = """
            --name = kernelgraft-%d
            library = "%s"
            slot = %d
            disabledMechanisms = { CKM_SHA256_RSA_PKCS }
            """;

    private final Map<Token, Provider> providers = new HashMap<>();
    private int made;
    /** When the file with a PIN that was refused had last changed: tokens lock themselves after a few wrong ones. */
    private final Map<Token, FileTime> refusedPins = new HashMap<>();

    record Token(Path library, String label) {
        @Override
        public String toString() {
            return "token '" + label + "' of " + library;
        }
    }

    /**
     * What is on the token now.
     *
     * @throws StageFailure POLICY {@code TOKEN_LIBRARY_MISSING}, {@code TOKEN_MISSING}, {@code TOKEN_PIN_MISSING}, {@code
     *     TOKEN_PIN_WRONG}, {@code TOKEN_FAILED}, {@code SIGNING_KEY_EXPOSED}
     */
    synchronized KeyStore open(Token token, SecretFile pinFile) {
        char[] pin = pinFile.word();
        try {
            FileTime changed = pinFile.changed();
            if (changed.equals(refusedPins.get(token))) {
                throw SigningKeys.refused(
                        "TOKEN_PIN_WRONG",
                        token + " has refused the PIN in " + pinFile.path()
                                + "; it is not tried again until the file changes, so that the token does not lock itself");
            }
            return load(token, pin, pinFile.path(), changed);
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private KeyStore load(Token token, char[] pin, Path pinFile, FileTime changed) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider(token));
            store.load(null, pin);
            return store;
        } catch (IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof FailedLoginException) {
                    refusedPins.put(token, changed);
                    throw SigningKeys.refused("TOKEN_PIN_WRONG", token + " refuses the PIN in " + pinFile);
                }
            }
            throw lost(token, e);
        } catch (GeneralSecurityException | ProviderException e) {
            throw lost(token, e);
        }
    }

    /** It may have been pulled out, and come back in another slot. */
    private StageFailure lost(Token token, Exception e) {
        providers.remove(token);
        return failed(token, e);
    }

    private Provider provider(Token token) {
        return providers.computeIfAbsent(token, absent -> {
            if (!Files.isRegularFile(token.library())) {
                throw SigningKeys.refused("TOKEN_LIBRARY_MISSING", token.library() + " is not there");
            }
            long slot = Slots.of(token.library()).withToken(token);
            return Security.getProvider("SunPKCS11").configure(CONFIGURATION.formatted(made++, token.library(), slot));
        });
    }

    /** The innermost cause is the token's own word, such as CKR_DEVICE_ERROR. */
    static StageFailure failed(Token token, Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return SigningKeys.refused("TOKEN_FAILED", token + " failed: " + cause.getMessage());
    }
}
