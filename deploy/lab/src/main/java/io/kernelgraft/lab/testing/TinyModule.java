package io.kernelgraft.lab.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The smallest ELF file with a .modinfo section: header, two sections' contents, three section headers. */
public final class TinyModule {
    private static final int ELF_HEADER = 64;
    private static final int SECTION_HEADER = 64;

    private TinyModule() {}

    /** @param modinfo the section's entries, for example {@code name=vpoll} */
    public static byte[] with(String... modinfo) {
        byte[] names = "\0.shstrtab\0.modinfo\0".getBytes(StandardCharsets.US_ASCII);
        byte[] info = (String.join("\0", modinfo) + "\0").getBytes(StandardCharsets.UTF_8);
        int table = ELF_HEADER + names.length + info.length;
        ByteBuffer elf = ByteBuffer.allocate(table + 3 * SECTION_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
        elf.putShort(16, (short) 1).putShort(18, (short) 62).putLong(40, table);
        elf.putShort(52, (short) ELF_HEADER).putShort(58, (short) SECTION_HEADER);
        elf.putShort(60, (short) 3).putShort(62, (short) 1);
        elf.put(ELF_HEADER, names).put(ELF_HEADER + names.length, info);
        section(elf, table + SECTION_HEADER, 1, 3, ELF_HEADER, names.length);
        section(elf, table + 2 * SECTION_HEADER, 11, 1, ELF_HEADER + names.length, info.length);
        return elf.array();
    }

    private static void section(ByteBuffer elf, int at, int name, int type, long offset, long size) {
        elf.putInt(at, name).putInt(at + 4, type).putLong(at + 24, offset).putLong(at + 32, size);
    }
}
