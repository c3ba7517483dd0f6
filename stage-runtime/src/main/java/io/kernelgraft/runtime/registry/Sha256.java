package io.kernelgraft.runtime.registry;

import io.kernelgraft.contract.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of bytes and files. */
public final class Sha256 {
    private Sha256() {}

    public static Digest of(byte[] bytes) {
        MessageDigest hash = start();
        hash.update(bytes);
        return finished(hash);
    }

    public static Digest of(Path file) throws IOException {
        MessageDigest hash = start();
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), hash)) {
            in.transferTo(out);
        }
        return finished(hash);
    }

    static Digest finished(MessageDigest hash) {
        return Digest.ofSha256Hex(HexFormat.of().formatHex(hash.digest()));
    }

    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
