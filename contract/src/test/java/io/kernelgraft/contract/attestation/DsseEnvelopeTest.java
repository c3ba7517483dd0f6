package io.kernelgraft.contract.attestation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.attestation.RefusedAttestation.Reason;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DsseEnvelopeTest {
    private static final byte[] PAYLOAD = "{\"a\": \"statement\"}".getBytes(UTF_8);

    private final KeyPair pair = ed25519();
    private final VerifyingKey key = new VerifyingKey(pair.getPublic());
    private final byte[] envelope = DsseEnvelope.sign(PAYLOAD, pair.getPrivate(), key.id());

    static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The specification's own example. */
    @Test
    void shouldEncodeAsTheSpecificationDoes() {
        assertThat(DsseEnvelope.preAuthenticationEncoding(
                        "http://example.com/HelloWorld", "hello world".getBytes(UTF_8)))
                .asString(UTF_8)
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void shouldCountBytesAndNotCharacters() {
        assertThat(DsseEnvelope.preAuthenticationEncoding("ä", "€".getBytes(UTF_8)))
                .asString(UTF_8)
                .isEqualTo("DSSEv1 2 ä 3 €");
    }

    @Test
    void shouldOpenWhatATrustedKeySigned() {
        VerifyingKey other = new VerifyingKey(ed25519().getPublic());

        assertThat(DsseEnvelope.open(envelope, List.of(other, key))).isEqualTo(PAYLOAD);
    }

    @Test
    void shouldRefuseAnotherKey() {
        VerifyingKey other = new VerifyingKey(ed25519().getPublic());

        assertThatThrownBy(() -> DsseEnvelope.open(envelope, List.of(other)))
                .isInstanceOf(RefusedAttestation.class)
                .hasMessageContaining(key.id())
                .extracting("reason")
                .isEqualTo(Reason.KEY_UNKNOWN);
    }

    @Test
    void shouldRefuseASignatureUnderAnothersKeyId() {
        byte[] claimed = DsseEnvelope.sign(PAYLOAD, ed25519().getPrivate(), key.id());

        assertThatThrownBy(() -> DsseEnvelope.open(claimed, List.of(key)))
                .isInstanceOf(RefusedAttestation.class)
                .extracting("reason")
                .isEqualTo(Reason.WRONG);
    }

    @Test
    void shouldRefuseEveryFlippedBit() {
        for (int bit = 0; bit < envelope.length * 8; bit++) {
            byte[] flipped = envelope.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            assertThatThrownBy(() -> DsseEnvelope.open(flipped, List.of(key)))
                    .as("bit %d: %s", bit, new String(flipped, UTF_8))
                    .isInstanceOf(RefusedAttestation.class);
        }
    }

    @Test
    void shouldRefuseEveryTruncation() {
        for (int length = 0; length < envelope.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(envelope, length);

            assertThatThrownBy(() -> DsseEnvelope.open(cut, List.of(key))).isInstanceOf(RefusedAttestation.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"payloadType"  | {"extra": 1, "payloadType"
            {"payloadType"  | {"payloadType": "x", "payloadType"
            "signatures":[  | "signatures":[null,
            "signatures":[  | "signatures":[{"keyid": "a", "sig": "YQ=="},
            vnd.in-toto     | vnd.other
            """)
    void shouldRefuseAnEnvelopeOfAnotherForm(String from, String to) {
        String text = new String(envelope, UTF_8);
        assertThat(text).contains(from);

        assertThatThrownBy(() -> DsseEnvelope.open(text.replace(from, to).getBytes(UTF_8), List.of(key)))
                .isInstanceOf(RefusedAttestation.class)
                .extracting("reason")
                .isEqualTo(Reason.WRONG);
    }

    @Test
    void shouldNotReadALargeEnvelope() {
        byte[] large = new byte[DsseEnvelope.MAX_BYTES + 1];

        assertThatThrownBy(() -> DsseEnvelope.open(large, List.of(key)))
                .isInstanceOf(RefusedAttestation.class)
                .hasMessage("an envelope of more than 262144 bytes");
    }

    @Test
    void shouldReadTheKeysThatItWrites() {
        String pem = PemKeys.write(pair.getPublic());
        VerifyingKey other = new VerifyingKey(ed25519().getPublic());

        assertThat(PemKeys.privateKey(PemKeys.write(pair.getPrivate()))).isEqualTo(pair.getPrivate());
        assertThat(PemKeys.publicKeys(pem + PemKeys.write(other.key()))).containsExactly(key, other);
        assertThatThrownBy(() -> PemKeys.publicKeys("")).hasMessage("no -----BEGIN PUBLIC KEY-----");
        assertThatThrownBy(() -> PemKeys.privateKey(pem)).isInstanceOf(IllegalArgumentException.class);
    }
}
