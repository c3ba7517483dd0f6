package io.kernelgraft.signer.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A kernel image as small as one can be: the headers of an EFI binary and of a bzImage, and nothing that runs. */
public final class TestKernels {
    private static final int PE = 0x40;
    private static final int OPTIONAL = PE + 24;
    private static final int SECTIONS = OPTIONAL + 240;
    private static final int TEXT = 0x400;
    private static final int VERSION = 0x600;
    private static final int SIZE = 0x2000;

    private TestKernels() {}

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
}
