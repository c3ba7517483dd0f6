package io.kernelgraft.runtime.rpm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Compares a package with the digests it carries itself (failure H7: a damaged package in a cache). */
final class RpmDigests {
    /** OpenPGP's number of SHA-256. */
    static final int SHA256 = 8;

    private RpmDigests() {}

    static void checkHeader(RpmFile rpm) throws DamagedRpm {
        Optional<String> expected = rpm.signatureHeader().string(RpmTag.SIGNATURE_SHA256);
        if (expected.isPresent()) {
            compare("header", expected.get(), sha256().digest(rpm.header().bytes()));
        }
    }

    /** Reads the whole payload once. */
    static void checkPayload(RpmFile rpm) throws IOException {
        Optional<String> expected = rpm.payloadSha256();
        if (expected.isPresent()) {
            MessageDigest hash = sha256();
            try (InputStream in = rpm.openPayload();
                    OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), hash)) {
                in.transferTo(out);
            }
            compare("payload", expected.get(), hash.digest());
        }
    }

    static void compare(String what, String expected, byte[] hash) throws DamagedRpm {
        String got = HexFormat.of().formatHex(hash);
        if (!got.equals(expected)) {
            throw new DamagedRpm("its " + what + "'s SHA256 is " + got + ", expected " + expected);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
