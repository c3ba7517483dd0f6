package io.kernelgraft.verifier.module;

import io.kernelgraft.verifier.compression.Decompression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** How modules are named and opened. */
public final class ModuleFile {
    private static final Pattern NAME = Pattern.compile(".*\\.ko(\\.(xz|zst|gz))?");
    private static final Pattern SUFFIX = Pattern.compile("\\.ko(\\.(xz|zst|gz))?$");

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

    /** The plain ELF and what is appended to it. */
    public static InputStream open(Path file) throws IOException {
        return Decompression.open(Files.newInputStream(file));
    }
}
