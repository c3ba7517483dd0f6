package io.kernelgraft.contract.attestation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A payload and a signature over it and its type. Stricter than the specification where that costs nothing: exactly one
 * signature, with a {@code keyid}, in canonical Base64, and no field that we don't know.
 *
 * @param payload Base64
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md">DSSE protocol</a>
 */
public record DsseEnvelope(String payloadType, String payload, List<Signature> signatures) {
    /** Of the envelope as a file. */
    public static final String MEDIA_TYPE = "application/vnd.dsse.envelope.v1+json";

    public static final String IN_TOTO = "application/vnd.in-toto+json";

    /** Larger ones are not read. An image of 128 layers has 20 KiB. */
    public static final int MAX_BYTES = 256 << 10;

    /** @param keyid see {@link VerifyingKey#id}; says which key to try, and nothing else @param sig Base64 */
    public record Signature(String keyid, String sig) {}

    /** @return the envelope's JSON */
    public static byte[] sign(byte[] payload, PrivateKey key, String keyId) {
        try {
            java.security.Signature signer = java.security.Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(preAuthenticationEncoding(IN_TOTO, payload));
            String signature = Base64.getEncoder().encodeToString(signer.sign());
            return StrictJson.write(new DsseEnvelope(
                    IN_TOTO, Base64.getEncoder().encodeToString(payload), List.of(new Signature(keyId, signature))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key always signs", e);
        }
    }

    /**
     * @param trusted the keys of the one service whose word it must be
     * @return the payload, of type {@link #IN_TOTO}
     * @throws RefusedAttestation WRONG, KEY_UNKNOWN
     */
    public static byte[] open(byte[] json, Collection<VerifyingKey> trusted) {
        if (json.length > MAX_BYTES) {
            throw RefusedAttestation.wrong("an envelope of more than " + MAX_BYTES + " bytes");
        }
        DsseEnvelope envelope = StrictJson.read(json, DsseEnvelope.class);
        if (!envelope.payloadType.equals(IN_TOTO)) {
            throw RefusedAttestation.wrong("payload type '" + envelope.payloadType + "', expected " + IN_TOTO);
        }
        if (envelope.signatures.size() != 1 || envelope.signatures.getFirst() == null) {
            throw RefusedAttestation.wrong(envelope.signatures.size() + " signatures, expected one");
        }
        Signature signature = envelope.signatures.getFirst();
        VerifyingKey key = trusted.stream()
                .filter(each -> each.id().equals(signature.keyid))
                .findFirst()
                .orElseThrow(() -> new RefusedAttestation(
                        RefusedAttestation.Reason.KEY_UNKNOWN,
                        "signed with key '" + signature.keyid + "', trusted are "
                                + trusted.stream().map(VerifyingKey::id).toList()));
        byte[] payload = decoded(envelope.payload);
        if (!key.verifies(decoded(signature.sig), preAuthenticationEncoding(envelope.payloadType, payload))) {
            throw RefusedAttestation.wrong("the signature with key " + key.id() + " does not fit");
        }
        return payload;
    }

    /** What is signed; lengths in front, so that no two pairs of type and payload give the same bytes. */
    static byte[] preAuthenticationEncoding(String type, byte[] payload) {
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("DSSEv1 " + typeBytes.length + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(typeBytes);
        bytes.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    /** One text for the same bytes: Java's decoder alone would also take missing padding and stray last bits. */
    private static byte[] decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            if (Base64.getEncoder().encodeToString(bytes).equals(base64)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below, in the same words.
        }
        throw RefusedAttestation.wrong("payload and signature must be canonical Base64");
    }
}
