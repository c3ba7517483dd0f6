package io.kernelgraft.verifier.testing;

import com.github.luben.zstd.Zstd;
import io.kernelgraft.verifier.compression.Decompression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** Bytes as compressors write them. */
public final class Compressed {
    private Compressed() {}

    public static byte[] with(Decompression compression, byte[] plain) {
        return switch (compression) {
            case NONE -> plain;
            case GZIP -> gzip(plain);
            case XZ -> xz(plain, XZ.CHECK_CRC32);
            case ZSTD -> Zstd.compress(plain);
        };
    }

    public static byte[] xz(byte[] plain, int check) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(bytes, new LZMA2Options(1), check)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
