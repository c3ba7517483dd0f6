package io.kernelgraft.runtime.repository;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** Opens metadata by the ending of their name. */
final class Decompressed {
    private static final int XZ_MEMORY_KIB = 128 << 10;

    private Decompressed() {}

    static InputStream by(String name, InputStream raw) throws IOException {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "gz" -> new GZIPInputStream(raw, 1 << 16);
            case "zst" -> new ZstdInputStream(raw);
            case "xz" -> new XZInputStream(raw, XZ_MEMORY_KIB);
            case "xml" -> raw;
            default ->
                throw new IOException(name + " is compressed in an unknown way, expected .gz, .zst, .xz or .xml");
        };
    }
}
