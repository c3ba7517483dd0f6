package io.kernelgraft.signer.module;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.XZ;

/** Modules that mean harm. */
public final class BadModules {
    private static final int CHUNK = 16 << 20;
    /** Together more than a module may have. */
    private static final int CHUNKS = (int) (ModuleContent.MAX_BYTES / CHUNK) + 1;

    private BadModules() {}

    public static byte[] xz(byte[] content) {
        return TestModules.xz(XZ.CHECK_CRC32, content);
    }

    public static byte[] half(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    public static byte[] xzBomb() {
        return repeated(xz(chunk()));
    }

    public static byte[] zstdBomb() {
        return repeated(Zstd.compress(chunk()));
    }

    public static byte[] gzipBomb() {
        return repeated(TestModules.pack(chunk(), GZIPOutputStream::new));
    }

    /** A stream that says it needs so much; its header's checksum is right. */
    public static byte[] hugeDictionary(byte[] content) {
        byte[] packed = xz(content);
        int header = 12;
        int size = (packed[header] + 1) * 4;
        packed[header + 4] = 36;
        CRC32 crc = new CRC32();
        crc.update(packed, header, size - 4);
        ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN).putInt(header + size - 4, (int) crc.getValue());
        return packed;
    }

    public static byte[] hugeWindow(byte[] content) {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setContentSize(false);
            byte[] packed = context.compress(content);
            // Not a single segment: the byte behind the descriptor is the window's, 10 + (19 << 3 >> 3) bits.
            byte[] wide = new byte[packed.length + 1];
            boolean single = (packed[4] & 0x20) != 0;
            if (!single) {
                packed[5] = (byte) (19 << 3);
                return packed;
            }
            System.arraycopy(packed, 0, wide, 0, 5);
            wide[4] &= ~0x20;
            wide[5] = (byte) (19 << 3);
            System.arraycopy(packed, 5, wide, 6, packed.length - 5);
            return wide;
        }
    }

    /** Each of these formats may be joined: what comes out is joined, too. */
    private static byte[] repeated(byte[] packed) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(packed.length * CHUNKS);
        for (int i = 0; i < CHUNKS; i++) {
            all.writeBytes(packed);
        }
        return all.toByteArray();
    }

    private static byte[] chunk() {
        byte[] chunk = new byte[CHUNK];
        System.arraycopy(TestModules.elf("license=GPL"), 0, chunk, 0, 64);
        return chunk;
    }
}
