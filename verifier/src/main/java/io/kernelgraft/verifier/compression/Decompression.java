package io.kernelgraft.verifier.compression;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** The compressions that layers, initramfs archives and kernel modules come in. */
public enum Decompression {
    GZIP(0x1f, 0x8b) {
        @Override
        InputStream wrap(InputStream in) throws IOException {
            return new GZIPInputStream(in, BUFFER);
        }
    },
    XZ(0xfd, '7', 'z', 'X', 'Z', 0x00) {
        @Override
        InputStream wrap(InputStream in) throws IOException {
            return new XZInputStream(in, XZ_MEMORY_KIB);
        }
    },
    ZSTD(0x28, 0xb5, 0x2f, 0xfd) {
        @Override
        InputStream wrap(InputStream in) throws IOException {
            return new ZstdInputStream(in).setContinuous(false);
        }
    },
    NONE {
        @Override
        InputStream wrap(InputStream in) {
            return in;
        }
    };

    private static final int BUFFER = 64 * 1024;
    // Two threads may read modules at once within the service's 128 MiB; kbuild's own dictionary is 1 MiB.
    private static final int XZ_MEMORY_KIB = 24 * 1024;
    private static final int LONGEST_MAGIC = 6;

    private final byte[] magic;

    Decompression(int... magic) {
        this.magic = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            this.magic[i] = (byte) magic[i];
        }
    }

    /** What {@code start}, the first bytes of a file, says it is; {@link #NONE} if it says nothing. */
    public static Decompression of(byte[] start) {
        return Arrays.stream(values())
                .filter(each -> each.magic.length > 0 && startsWith(start, each.magic))
                .findFirst()
                .orElse(NONE);
    }

    /** The plain bytes of {@code in}; closing the result closes {@code in}. */
    public static InputStream open(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(LONGEST_MAGIC);
        byte[] start = buffered.readNBytes(LONGEST_MAGIC);
        buffered.reset();
        return of(start).wrap(buffered);
    }

    abstract InputStream wrap(InputStream in) throws IOException;

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
