package io.kernelgraft.contract.attestation;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ed25519 keys as OpenSSL writes them: {@code openssl genpkey -algorithm ed25519}, {@code openssl pkey -pubout}. No message
 * has anything of what was read.
 */
public final class PemKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]{1,40})-----\\s([A-Za-z0-9+/=\\s]{1,4096}?)\\s-----END \\1-----");
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private PemKeys() {}

    /** @throws IllegalArgumentException unless it holds exactly one, in PKCS#8 */
    public static PrivateKey privateKey(String pem) {
        List<byte[]> blocks = blocks(pem, PRIVATE);
        if (blocks.size() != 1) {
            throw new IllegalArgumentException("not exactly one -----BEGIN PRIVATE KEY-----");
        }
        try {
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(blocks.getFirst()));
        } catch (GeneralSecurityException e) {
            // The cause is dropped on purpose: a parser's message may quote what it was reading.
            throw new IllegalArgumentException("no Ed25519 private key in PKCS#8");
        }
    }

    /**
     * All of them, in their order.
     *
     * @throws IllegalArgumentException if there is none, or one that is no Ed25519 key
     */
    public static List<VerifyingKey> publicKeys(String pem) {
        List<VerifyingKey> keys = new ArrayList<>();
        for (byte[] block : blocks(pem, PUBLIC)) {
            try {
                keys.add(new VerifyingKey(
                        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(block))));
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("no Ed25519 public key: " + e.getMessage());
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no -----BEGIN PUBLIC KEY-----");
        }
        return keys;
    }

    public static String write(Key key) {
        String label = key instanceof PrivateKey ? PRIVATE : PUBLIC;
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded());
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static List<byte[]> blocks(String pem, String label) {
        List<byte[]> blocks = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(pem); block.find(); ) {
            if (!block.group(1).equals(label)) {
                throw new IllegalArgumentException("a PEM block other than -----BEGIN " + label + "-----");
            }
            blocks.add(Base64.getMimeDecoder().decode(block.group(2)));
        }
        return blocks;
    }
}
