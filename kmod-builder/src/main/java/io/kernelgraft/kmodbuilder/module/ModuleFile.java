package io.kernelgraft.kmodbuilder.module;

import com.github.luben.zstd.ZstdInputStream;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.module.ModuleInfo;
import io.kernelgraft.runtime.module.ModuleInfo.NotAModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A module's place in an RPM: {@code /lib/modules/<kver>/extra/…/<stem>.ko[.xz|.zst|.gz]}, with or without {@code /usr}.
 *
 * @param path as the RPM has it
 * @param kver the directory under modules
 * @param below the first directory under it; where out-of-tree modules belong it is {@code extra}
 * @param stem file name without {@code .ko} and compression
 * @param compression {@code xz}, {@code zst}, {@code gz} or empty
 */
public record ModuleFile(String path, String kver, String below, String stem, String compression) {
    private static final Pattern FORM = Pattern.compile(
            "(?:\\.?/)?(?:usr/)?lib/modules/(?<kver>[^/]+)/(?:(?<below>[^/]+)/)?(?:[^/]+/)*(?<stem>[^/]+)\\.ko(?:\\.(?<compression>xz|zst|gz))?");
    /** NVIDIA's largest has some 100 MiB; what grows beyond this is a decompression bomb. */
    private static final int LARGEST_MODULE = 512 << 20;

    private static final int XZ_MEMORY_KIB = 128 << 10;

    /** Empty if the path does not name a kernel module. */
    public static Optional<ModuleFile> at(String path) {
        Matcher form = FORM.matcher(path);
        if (!form.matches()) {
            return Optional.empty();
        }
        String below = form.group("below");
        String compression = form.group("compression");
        return Optional.of(new ModuleFile(
                path,
                form.group("kver"),
                below == null ? "" : below,
                form.group("stem"),
                compression == null ? "" : compression));
    }

    public boolean isExtraOf(Kver expected) {
        return kver.equals(expected.value()) && below.equals("extra");
    }

    /**
     * @param content the file's bytes, compressed as its name says; not closed
     * @param scratch a file to uncompress into, so that no module has to fit into the heap; removed afterwards
     * @throws NotAModule if they are not
     */
    public ModuleInfo read(InputStream content, Path scratch) {
        try {
            uncompress(content, scratch);
            try (FileChannel module = FileChannel.open(scratch)) {
                return ModuleInfo.of(module.map(FileChannel.MapMode.READ_ONLY, 0, module.size()));
            } finally {
                Files.deleteIfExists(scratch);
            }
        } catch (IOException e) {
            throw new NotAModule("can't be uncompressed: " + e.getMessage(), e);
        }
    }

    private void uncompress(InputStream content, Path scratch) throws IOException {
        InputStream plain = switch (compression) {
            case "xz" -> new XZInputStream(content, XZ_MEMORY_KIB);
            case "zst" -> new ZstdInputStream(content);
            case "gz" -> new GZIPInputStream(content);
            default -> content;
        };
        try (OutputStream out = Files.newOutputStream(scratch)) {
            byte[] chunk = new byte[1 << 16];
            long size = 0;
            for (int read = plain.read(chunk); read >= 0; read = plain.read(chunk)) {
                size += read;
                if (size > LARGEST_MODULE) {
                    throw new NotAModule("has more than " + (LARGEST_MODULE >> 20) + " MiB uncompressed");
                }
                out.write(chunk, 0, read);
            }
        }
    }

    /** What the module is called once it is loaded: its own word, or its file name as the kernel would turn it. */
    public String moduleName(ModuleInfo info) {
        return info.name().orElse(stem.replace('-', '_'));
    }
}
