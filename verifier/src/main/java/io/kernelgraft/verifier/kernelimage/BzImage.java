package io.kernelgraft.verifier.kernelimage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An x86 kernel image.
 *
 * @param version the whole version string, for example {@code 7.2.0-cachyos1.fc44.x86_64 (mockbuild@…) #1 SMP …}
 * @see <a href="https://docs.kernel.org/arch/x86/boot.html">The Linux/x86 boot protocol</a>
 */
public record BzImage(String version) {
    private static final int MAGIC_AT = 514;
    private static final int VERSION_POINTER_AT = 526;
    private static final int SETUP = 64 * 1024;

    /** What {@code uname -r} will say. */
    public String release() {
        return version.split(" ", 2)[0];
    }

    /** @throws IOException when there is no setup header, or it has no version string */
    public static BzImage read(Path vmlinuz) throws IOException {
        byte[] setup;
        try (InputStream in = Files.newInputStream(vmlinuz)) {
            setup = in.readNBytes(SETUP);
        }
        if (setup.length < VERSION_POINTER_AT + 2
                || !new String(setup, MAGIC_AT, 4, StandardCharsets.US_ASCII).equals("HdrS")) {
            throw new IOException("no bzImage: 'HdrS' is not at byte " + MAGIC_AT);
        }
        int start = Short.toUnsignedInt(
                        ByteBuffer.wrap(setup).order(ByteOrder.LITTLE_ENDIAN).getShort(VERSION_POINTER_AT))
                + 0x200;
        int end = start;
        while (end < setup.length && setup[end] != 0) {
            end++;
        }
        if (start == 0x200 || end >= setup.length) {
            throw new IOException("the bzImage has no version string");
        }
        return new BzImage(new String(setup, start, end - start, StandardCharsets.US_ASCII));
    }
}
