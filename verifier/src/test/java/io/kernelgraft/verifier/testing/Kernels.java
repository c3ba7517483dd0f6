package io.kernelgraft.verifier.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Kernels and modules as small as they can be: headers, and nothing that runs. */
public final class Kernels {
    private static final int PE = 0x40;
    private static final int OPTIONAL = PE + 24;
    private static final int SECTIONS = OPTIONAL + 240;
    private static final int TEXT = 0x400;
    private static final int VERSION = 0x600;
    private static final int SIZE = 0x2000;

    private Kernels() {}

    /** An EFI binary that is a bzImage too. */
    public static byte[] bzImage(String version) {
        ByteBuffer image = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        image.putShort(0, (short) 0x5A4D).putInt(0x3C, PE);
        image.putInt(PE, 0x4550).putShort(PE + 4, (short) 0x8664).putShort(PE + 6, (short) 1);
        image.putShort(PE + 20, (short) 240).putShort(PE + 22, (short) 0x206);
        image.putShort(OPTIONAL, (short) 0x20B).putInt(OPTIONAL + 4, SIZE - TEXT);
        image.putInt(OPTIONAL + 16, TEXT).putInt(OPTIONAL + 20, TEXT);
        image.putInt(OPTIONAL + 32, 0x1000).putInt(OPTIONAL + 36, 0x200);
        image.putInt(OPTIONAL + 56, 0x4000).putInt(OPTIONAL + 60, TEXT);
        image.putShort(OPTIONAL + 68, (short) 10).putInt(OPTIONAL + 108, 16);
        image.put(SECTIONS, ".text".getBytes(StandardCharsets.US_ASCII));
        image.putInt(SECTIONS + 8, SIZE - TEXT).putInt(SECTIONS + 12, 0x1000);
        image.putInt(SECTIONS + 16, SIZE - TEXT).putInt(SECTIONS + 20, TEXT).putInt(SECTIONS + 36, 0x60000020);
        image.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII)).putShort(0x20E, (short) (VERSION - 0x200));
        image.put(VERSION, version.getBytes(StandardCharsets.US_ASCII));
        return image.array();
    }

    /** An ELF file with a {@code .modinfo}. */
    public static byte[] module(String... modinfo) {
        byte[] info = (String.join("\0", modinfo) + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] names = "\0.modinfo\0.shstrtab\0".getBytes(StandardCharsets.US_ASCII);
        int sections = 64 + info.length + names.length;
        ByteBuffer elf = ByteBuffer.allocate(sections + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        elf.putShort(0x10, (short) 1).putShort(0x12, (short) 62).putInt(0x14, 1);
        elf.putLong(0x28, sections).putShort(0x34, (short) 64);
        elf.putShort(0x3A, (short) 64).putShort(0x3C, (short) 3).putShort(0x3E, (short) 2);
        elf.position(64).put(info).put(names);
        section(elf, sections + 64, 1, 1, 64, info.length);
        section(elf, sections + 128, 10, 3, 64 + info.length, names.length);
        return elf.array();
    }

    private static void section(ByteBuffer elf, int at, int name, int type, long offset, long size) {
        elf.putInt(at, name).putInt(at + 4, type).putLong(at + 0x18, offset).putLong(at + 0x20, size);
    }
}
