package io.kernelgraft.signer.key;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The signer's configuration, as a test wants it. */
public record TestConfig(
        Path directory, Map<String, NamedKey> named, boolean labKeysAllowed, Optional<Path> credentialsDirectory)
        implements SignerConfig {

    /** Nothing but a directory of files. */
    public static TestConfig of(Path directory) {
        return new TestConfig(directory, Map.of(), false, Optional.empty());
    }

    public TestConfig with(String name, NamedKey key) {
        Map<String, NamedKey> more = new HashMap<>(named);
        more.put(name, key);
        return new TestConfig(directory, more, labKeysAllowed, credentialsDirectory);
    }

    public TestConfig inALab() {
        return new TestConfig(directory, named, true, credentialsDirectory);
    }

    public TestConfig withCredentials(Path credentials) {
        return new TestConfig(directory, named, labKeysAllowed, Optional.of(credentials));
    }

    @Override
    public Keys keys() {
        return new Keys() {
            @Override
            public Path directory() {
                return directory;
            }

            @Override
            public Map<String, NamedKey> named() {
                return named;
            }
        };
    }

    public static NamedKey encrypted(Path passphrase) {
        return new Named(Provider.FILE, passphrase, null, null, null, null);
    }

    public static NamedKey onToken(Path library, String token, String label, Path pin) {
        return new Named(Provider.PKCS11, null, library, token, label, pin);
    }

    private record Named(Provider provider, Path passphrase, Path module, String tokenLabel, String keyLabel, Path pin)
            implements NamedKey {
        @Override
        public Optional<Path> passphraseFile() {
            return Optional.ofNullable(passphrase);
        }

        @Override
        public Optional<Path> library() {
            return Optional.ofNullable(module);
        }

        @Override
        public Optional<String> token() {
            return Optional.ofNullable(tokenLabel);
        }

        @Override
        public Optional<String> label() {
            return Optional.ofNullable(keyLabel);
        }

        @Override
        public Optional<Path> pinFile() {
            return Optional.ofNullable(pin);
        }
    }
}
