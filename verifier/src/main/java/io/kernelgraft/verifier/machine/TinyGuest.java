package io.kernelgraft.verifier.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A boot sector that counts to fifty million and switches the machine off: a few milliseconds on hardware, a fraction
 * of a second under TCG, and never done on a nested KVM that traps every instruction.
 */
final class TinyGuest {
    /** QEMU's exit code when the guest got to its end. */
    static final int EXIT_CODE = 0x10 << 1 | 1;

    static final int EXIT_PORT = 0x501;

    private static final int SECTOR = 512;
    private static final int COUNT = 50_000_000;

    private TinyGuest() {}

    static byte[] bootSector() {
        ByteBuffer code = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        code.put((byte) 0xfa); // cli
        code.put((byte) 0x66).put((byte) 0xb9).putInt(COUNT); // mov ecx, COUNT
        code.put((byte) 0x66).put((byte) 0x49); // again: dec ecx
        code.put((byte) 0x75).put((byte) 0xfc); // jnz again
        code.put((byte) 0xba).putShort((short) EXIT_PORT); // mov dx, EXIT_PORT
        code.put((byte) 0xb0).put((byte) 0x10); // mov al, 0x10
        code.put((byte) 0xee); // out dx, al
        code.put((byte) 0xf4); // hlt
        code.putShort(SECTOR - 2, (short) 0xaa55);
        return code.array();
    }
}
