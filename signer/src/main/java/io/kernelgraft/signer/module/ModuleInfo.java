package io.kernelgraft.signer.module;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a module says of itself in its ELF section {@code .modinfo}.
 *
 * @param vermagic for example {@code 7.2.0-cachyos1.fc44.x86_64 SMP preempt mod_unload}
 */
public record ModuleInfo(String vermagic) {
    private static final int HEADER = 64;
    private static final int SECTION = 64;
    private static final byte ELFCLASS64 = 2;
    private static final byte LITTLE_ENDIAN = 1;
    private static final long MAX_SECTION = 16L * 1024 * 1024;
    private static final String VERMAGIC = "vermagic=";

    /**
     * @param name for messages; its ending tells the compression
     * @throws StageFailure UPSTREAM {@code MODULE_INFO_MISSING} if there is no vermagic, and the reasons of {@link
     *     SignedModule#sign}
     */
    public static ModuleInfo read(Path file, String name) throws IOException {
        Path elf = file.resolveSibling(file.getFileName() + ".elf");
        ModuleContent content = new ModuleContent(name);
        Compression compression = Compression.ofFile(name).orElseThrow();
        try (InputStream in = compression.decompress(new BufferedInputStream(Files.newInputStream(file)));
                OutputStream out = Files.newOutputStream(elf)) {
            content.copy(in, out);
        } catch (IOException e) {
            throw content.corrupt(e);
        }
        try (FileChannel channel = FileChannel.open(elf)) {
            return new ModuleInfo(vermagic(channel, name));
        } finally {
            Files.delete(elf);
        }
    }

    /** The kernel release it was built for: vermagic's first word. */
    public String kernelRelease() {
        return vermagic.split(" ", 2)[0];
    }

    private static String vermagic(FileChannel elf, String name) throws IOException {
        ByteBuffer header = slice(elf, 0, HEADER, name);
        if (header.get(4) != ELFCLASS64 || header.get(5) != LITTLE_ENDIAN) {
            throw missing(name, "is not a 64-bit little-endian ELF file");
        }
        long sections = header.getLong(0x28);
        int count = Short.toUnsignedInt(header.getShort(0x3C));
        ByteBuffer names = section(elf, sections, Short.toUnsignedInt(header.getShort(0x3E)), name);
        for (int i = 0; i < count; i++) {
            int nameAt =
                    slice(elf, sections + (long) i * SECTION, SECTION, name).getInt(0);
            if (textAt(names, nameAt).equals(".modinfo")) {
                ByteBuffer modinfo = section(elf, sections, i, name);
                return Arrays.stream(StandardCharsets.ISO_8859_1
                                .decode(modinfo)
                                .toString()
                                .split("\0"))
                        .filter(entry -> entry.startsWith(VERMAGIC))
                        .map(entry -> entry.substring(VERMAGIC.length()))
                        .findFirst()
                        .orElseThrow(() -> missing(name, "has no vermagic in .modinfo"));
            }
        }
        throw missing(name, "has no section .modinfo");
    }

    private static ByteBuffer section(FileChannel elf, long sections, int index, String name) throws IOException {
        ByteBuffer section = slice(elf, sections + (long) index * SECTION, SECTION, name);
        return slice(elf, section.getLong(0x18), section.getLong(0x20), name);
    }

    private static ByteBuffer slice(FileChannel elf, long position, long length, String name) throws IOException {
        if (position < 0 || length < 0 || length > MAX_SECTION || position > elf.size() - length) {
            throw missing(name, "has ELF headers that point outside of the file");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && elf.read(bytes, position + bytes.position()) > 0) {}
        return bytes.rewind();
    }

    private static String textAt(ByteBuffer strings, int start) {
        StringBuilder text = new StringBuilder();
        for (int at = start; at >= 0 && at < strings.limit() && strings.get(at) != 0; at++) {
            text.append((char) strings.get(at));
        }
        return text.toString();
    }

    private static StageFailure missing(String name, String message) {
        return new StageFailure(FailureKind.UPSTREAM, "MODULE_INFO_MISSING", "module " + name + " " + message);
    }
}
