package io.kernelgraft.signer.module;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.ArrayCache;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** How a module file is compressed; told by its name, as kmod and kbuild do. */
public enum Compression {
    NONE(".ko"),
    XZ(".ko.xz"),
    ZSTD(".ko.zst"),
    GZIP(".ko.gz");

    private static final int BUFFER = 64 * 1024;
    /** Dictionaries of 1 MiB for hundreds of modules: worth keeping. Safe for threads. */
    private static final ArrayCache ARRAYS = BasicArrayCache.getInstance();
    /** kbuild uses 1 MiB; twice the default of {@code xz -6} is allowed, in KiB. */
    private static final int XZ_MEMORY_LIMIT = 20 * 1024;

    private static final int XZ_DICTIONARY = 1024 * 1024;
    private static final int ZSTD_LEVEL = 19;
    /** 8 MiB, what level 19 uses at most. */
    private static final int ZSTD_MAX_WINDOW_LOG = 23;

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** Empty if the file's name is not that of a module. */
    public static Optional<Compression> ofFile(String name) {
        return Arrays.stream(values())
                .filter(compression -> name.endsWith(compression.suffix))
                .max(Comparator.comparingInt(compression -> compression.suffix.length()));
    }

    /** @throws IOException also for memory needs beyond what a module has any reason for */
    InputStream decompress(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case XZ -> new XZInputStream(in, XZ_MEMORY_LIMIT, true, ARRAYS);
            case ZSTD -> new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_MAX_WINDOW_LOG);
            case GZIP -> new GZIPInputStream(in, BUFFER);
        };
    }

    /** As kbuild's modules_install does: the kernel's own decompressor reads xz with CRC32 only (failure F22). */
    OutputStream compress(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case XZ -> {
                LZMA2Options options = new LZMA2Options(LZMA2Options.PRESET_DEFAULT);
                options.setDictSize(XZ_DICTIONARY);
                yield new XZOutputStream(out, options, XZ_CHECK, ARRAYS);
            }
            case ZSTD -> new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL).setChecksum(true);
            case GZIP -> new GZIPOutputStream(out, BUFFER);
        };
    }

    private static final int XZ_CHECK = org.tukaani.xz.XZ.CHECK_CRC32;
}
