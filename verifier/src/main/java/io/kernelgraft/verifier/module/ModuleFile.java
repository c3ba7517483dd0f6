package io.kernelgraft.verifier.module;

import io.kernelgraft.runtime.module.ModuleInfo;
import io.kernelgraft.runtime.module.ModuleInfo.NotAModule;
import io.kernelgraft.verifier.compression.Decompression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** How modules are named and opened. */
public final class ModuleFile {
    private static final Pattern NAME = Pattern.compile(".*\\.ko(\\.(xz|zst|gz))?");
    private static final Pattern SUFFIX = Pattern.compile("\\.ko(\\.(xz|zst|gz))?$");

    // An out-of-tree module with debug symbols has 100 MiB and more; it is no reason to run out of heap.
    private static final int LARGEST = 96 << 20;

    private ModuleFile() {}

    public static boolean isModule(String path) {
        return NAME.matcher(path).matches();
    }

    /**
     * The module's name as the kernel knows it: {@code kernel/drivers/md/dm-crypt.ko.xz} is {@code dm_crypt}.
     */
    public static String moduleName(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return normal(SUFFIX.matcher(file).replaceFirst(""));
    }

    /** Dashes and underscores are the same in module names. */
    public static String normal(String name) {
        return name.replace('-', '_');
    }

    /** @throws IOException also when it is no kernel module, with what was wrong */
    public static ModuleInfo info(Path file) throws IOException {
        byte[] bytes;
        try (InputStream plain = open(file)) {
            bytes = plain.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new IOException("larger than " + (LARGEST >> 20) + " MiB");
        }
        try {
            return ModuleInfo.of(ByteBuffer.wrap(bytes));
        } catch (NotAModule e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The plain ELF and what is appended to it. */
    public static InputStream open(Path file) throws IOException {
        return Decompression.open(Files.newInputStream(file));
    }
}
