package io.kernelgraft.verifier.module;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code .modinfo} section of a module.
 *
 * @param values the first value of each key
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html">ELF: sections</a>
 */
public record ModuleInfo(Map<String, String> values) {
    private static final int ELF_HEADER = 64;
    private static final int SECTION_HEADER = 64;
    // An out-of-tree module with debug symbols has 100 MiB and more; it is no reason to run out of heap.
    private static final int LARGEST = 96 << 20;

    /** The kernel a module was built for: the first word of its vermagic. */
    public Optional<String> kernel() {
        return Optional.ofNullable(values.get("vermagic")).map(vermagic -> vermagic.split(" ", 2)[0]);
    }

    /** @throws IOException when it is no little-endian ELF64 file with a .modinfo section */
    public static ModuleInfo read(Path module) throws IOException {
        byte[] bytes;
        try (InputStream plain = ModuleFile.open(module)) {
            bytes = plain.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new IOException("larger than " + (LARGEST >> 20) + " MiB");
        }
        return parse(bytes);
    }

    static ModuleInfo parse(byte[] bytes) throws IOException {
        ByteBuffer elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < ELF_HEADER || elf.getInt(0) != 0x464c457f || bytes[4] != 2 || bytes[5] != 1) {
            throw new IOException("no little-endian ELF64 file");
        }
        try {
            long sections = elf.getLong(40);
            int count = Short.toUnsignedInt(elf.getShort(60));
            int names = Short.toUnsignedInt(elf.getShort(62));
            byte[] nameTable = section(elf, header(sections, names));
            for (int i = 0; i < count; i++) {
                int header = header(sections, i);
                if (string(nameTable, elf.getInt(header)).equals(".modinfo")) {
                    return new ModuleInfo(values(section(elf, header)));
                }
            }
        } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
            throw new IOException("ELF section table points outside the file", e);
        }
        throw new IOException("no .modinfo section");
    }

    private static int header(long sections, int index) {
        return Math.toIntExact(sections + (long) index * SECTION_HEADER);
    }

    private static byte[] section(ByteBuffer elf, int header) {
        int offset = Math.toIntExact(elf.getLong(header + 24));
        int size = Math.toIntExact(elf.getLong(header + 32));
        byte[] bytes = new byte[Math.min(size, elf.capacity())];
        elf.get(offset, bytes);
        return bytes;
    }

    private static String string(byte[] table, int at) {
        int end = at;
        while (table[end] != 0) {
            end++;
        }
        return new String(table, at, end - at, StandardCharsets.UTF_8);
    }

    private static Map<String, String> values(byte[] section) {
        Map<String, String> values = new HashMap<>();
        Arrays.stream(new String(section, StandardCharsets.UTF_8).split("\0"))
                .map(each -> each.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> values.putIfAbsent(pair[0], pair[1]));
        return values;
    }
}
