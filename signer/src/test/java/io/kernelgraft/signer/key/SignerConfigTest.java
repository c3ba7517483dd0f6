package io.kernelgraft.signer.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.signer.key.SignerConfig.NamedKey;
import io.kernelgraft.signer.key.SignerConfig.Provider;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The properties as the README names them. */
class SignerConfigTest {
    @Test
    void shouldNeedNothingForKeysInFiles() {
        SignerConfig config = config(Map.of());
        assertThat(config.keys().directory()).isEqualTo(Path.of("/etc/kernelgraft/signer/keys"));
        assertThat(config.keys().named()).isEmpty();
        assertThat(config.credentialsDirectory()).isEmpty();
        assertThat(config.labKeysAllowed()).isFalse();
    }

    @Test
    void shouldTakeWhatIsSaidOfNamedKeys() {
        // When
        SignerConfig config = config(Map.of(
                "CREDENTIALS_DIRECTORY", "/run/credentials/signer.service",
                "kernelgraft.signer.keys.named.mok.passphrase-file", "/etc/word",
                "kernelgraft.signer.keys.named.\"mok-2027.1\".provider", "pkcs11",
                "kernelgraft.signer.keys.named.\"mok-2027.1\".library", "/usr/lib/softhsm/libsofthsm2.so",
                "kernelgraft.signer.keys.named.\"mok-2027.1\".token", "kernelgraft",
                "kernelgraft.signer.keys.named.\"mok-2027.1\".label", "mok",
                "kernelgraft.signer.keys.named.\"mok-2027.1\".pin-file", "/etc/pin"));
        // Then
        assertThat(config.credentialsDirectory()).contains(Path.of("/run/credentials/signer.service"));
        NamedKey file = config.keys().named().get("mok");
        assertThat(file.provider()).isEqualTo(Provider.FILE);
        assertThat(file.passphraseFile()).contains(Path.of("/etc/word"));
        NamedKey token = config.keys().named().get("mok-2027.1");
        assertThat(token.provider()).isEqualTo(Provider.PKCS11);
        assertThat(token.library()).contains(Path.of("/usr/lib/softhsm/libsofthsm2.so"));
        assertThat(token.token()).contains("kernelgraft");
        assertThat(token.label()).contains("mok");
        assertThat(token.pinFile()).contains(Path.of("/etc/pin"));
    }

    private static SignerConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(SignerConfig.class)
                .withDefaultValues(properties)
                .build()
                .getConfigMapping(SignerConfig.class);
    }
}
