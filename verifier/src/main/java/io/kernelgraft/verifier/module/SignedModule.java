package io.kernelgraft.verifier.module;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The last signature appended to a module and the digest of what it is over; the kernel looks at no earlier one.
 *
 * @param cms DER of a detached CMS SignedData
 * @param digest over the module without the signature
 * @see <a href="https://docs.kernel.org/admin-guide/module-signing.html">kernel module signing facility</a>
 */
record SignedModule(byte[] cms, byte[] digest) {
    private static final byte[] MAGIC = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final int TRAILER = 12;
    private static final byte PKEY_ID_PKCS7 = 2;
    // A signature without certificates is half a kilobyte; whoever embeds a chain of certificates still fits.
    private static final int LONGEST_SIGNATURE = 64 * 1024;

    /**
     * Reads {@code module}, decompressed, to its end with little memory.
     *
     * @return empty if nothing is appended
     * @throws IOException when what is appended is no signature of this kind
     */
    static Optional<SignedModule> read(InputStream module, MessageDigest digest) throws IOException {
        int keep = LONGEST_SIGNATURE + TRAILER + MAGIC.length;
        byte[] window = new byte[4 * keep];
        int filled = 0;
        int count;
        while ((count = module.read(window, filled, window.length - filled)) >= 0) {
            filled += count;
            if (filled == window.length) {
                digest.update(window, 0, filled - keep);
                System.arraycopy(window, filled - keep, window, 0, keep);
                filled = keep;
            }
        }
        int magicAt = filled - MAGIC.length;
        if (magicAt < TRAILER || !Arrays.equals(window, magicAt, filled, MAGIC, 0, MAGIC.length)) {
            return Optional.empty();
        }
        ByteBuffer trailer = ByteBuffer.wrap(window, magicAt - TRAILER, TRAILER).slice();
        int length = trailer.getInt(8);
        if (trailer.get(2) != PKEY_ID_PKCS7) {
            throw new IOException("signature of type " + trailer.get(2) + ", expected " + PKEY_ID_PKCS7 + " (PKCS#7)");
        }
        int start = magicAt - TRAILER - length;
        if (length <= 0 || length > LONGEST_SIGNATURE || start < 0) {
            throw new IOException("signature of " + Integer.toUnsignedString(length) + " bytes, which can't be");
        }
        digest.update(window, 0, start);
        return Optional.of(new SignedModule(Arrays.copyOfRange(window, start, start + length), digest.digest()));
    }
}
