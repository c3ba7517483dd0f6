package io.kernelgraft.kernelbuilder.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;

/**
 * The password of a pending request as MokManager checks it, in the SHA-512 form that mokutil writes by default.
 *
 * @param hash as crypt(3) writes it
 */
record MokPassword(String salt, String hash) {
    private static final int SHA512 = 4;
    private static final String DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** Attributes (4 bytes), then packed: method, iterations, salt's size, salt[32], hash[128]. */
    static MokPassword of(UnpackedImage image) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(image.shimVariable("MokAuth")))
                .order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getShort(4) != SHA512) {
            throw new IOException("expected method " + SHA512 + ", found " + bytes.getShort(4));
        }
        byte[] salt = new byte[bytes.getShort(14)];
        bytes.get(16, salt);
        byte[] hash = new byte[64];
        bytes.get(48, hash);
        return new MokPassword(new String(salt, StandardCharsets.US_ASCII), encoded(hash));
    }

    /** Asks the image's own crypt(3). */
    boolean isOf(String password, UnpackedImage image) throws IOException, InterruptedException {
        String computed = image.run("perl", "-e", "print crypt($ARGV[0], $ARGV[1])", "--", password, "$6$" + salt)
                .output();
        return computed.equals("$6$" + salt + "$" + hash);
    }

    private static String encoded(byte[] hash) {
        StringBuilder text = new StringBuilder();
        int[] at = {0, 21, 42};
        for (int i = 0; i < 21; i++) {
            append(text, hash[at[0]] & 0xff, hash[at[1]] & 0xff, hash[at[2]] & 0xff, 4);
            at = Arrays.stream(new int[] {at[1], at[2], at[0]})
                    .map(each -> each + 1)
                    .toArray();
        }
        append(text, 0, 0, hash[63] & 0xff, 2);
        return text.toString();
    }

    private static void append(StringBuilder text, int high, int middle, int low, int digits) {
        int bits = high << 16 | middle << 8 | low;
        for (int i = 0; i < digits; i++) {
            text.append(DIGITS.charAt(bits & 0x3f));
            bits >>= 6;
        }
    }
}
