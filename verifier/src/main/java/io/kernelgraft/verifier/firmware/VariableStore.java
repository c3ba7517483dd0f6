package io.kernelgraft.verifier.firmware;

import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * The variables in a raw OVMF image, to which more can be added while no firmware runs.
 *
 * @see <a href="https://github.com/tianocore/edk2/blob/master/MdeModulePkg/Include/Guid/VariableFormat.h">edk2:
 *     VARIABLE_STORE_HEADER, AUTHENTICATED_VARIABLE_HEADER</a>
 */
final class VariableStore {
    static final int NON_VOLATILE = 1;
    static final int BOOT_SERVICE_ACCESS = 2;

    private static final UUID AUTHENTICATED = UUID.fromString("aaf32c78-947b-439a-a180-2e144ec37792");
    private static final int VOLUME_MAGIC_AT = 40;
    private static final int VOLUME_HEADER_LENGTH_AT = 48;
    private static final int STORE_HEADER = 28;
    private static final short VARIABLE_MAGIC = 0x55aa;
    private static final byte ADDED = 0x3f;
    private static final int VARIABLE_HEADER = 60;

    private final ByteBuffer bytes;
    private int free;
    private final int end;

    /** @throws IOException when it is no firmware volume with an authenticated variable store */
    VariableStore(byte[] image) throws IOException {
        bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        if (image.length < VOLUME_HEADER_LENGTH_AT + 2
                || !new String(image, VOLUME_MAGIC_AT, 4, StandardCharsets.US_ASCII).equals("_FVH")) {
            throw new IOException("no raw firmware volume: '_FVH' is not at byte " + VOLUME_MAGIC_AT
                    + " (a .qcow2 image must be converted)");
        }
        int store = Short.toUnsignedInt(bytes.getShort(VOLUME_HEADER_LENGTH_AT));
        byte[] format = new byte[16];
        bytes.get(store, format);
        if (!Arrays.equals(format, guid(AUTHENTICATED))) {
            throw new IOException("the firmware volume holds no authenticated variable store");
        }
        end = store + bytes.getInt(store + 16);
        free = store + STORE_HEADER;
        while (free + VARIABLE_HEADER <= end && bytes.getShort(free) == VARIABLE_MAGIC) {
            free = align(free + VARIABLE_HEADER + bytes.getInt(free + 36) + bytes.getInt(free + 40));
        }
    }

    /** @throws IOException when there is no room for it */
    void add(String name, UUID vendor, int attributes, byte[] value) throws IOException {
        byte[] utf16 = (name + "\0").getBytes(StandardCharsets.UTF_16LE);
        if (free + VARIABLE_HEADER + utf16.length + value.length > end) {
            throw new IOException(
                    "no room for " + name + " (" + value.length + " bytes) among the firmware's variables");
        }
        try {
            ByteBuffer at = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(free);
            at.putShort(VARIABLE_MAGIC).put(ADDED).put((byte) 0).putInt(attributes);
            // Monotonic count, time stamp and public key index, which only authenticated variables use.
            at.put(new byte[8 + 16 + 4]);
            at.putInt(utf16.length)
                    .putInt(value.length)
                    .put(guid(vendor))
                    .put(utf16)
                    .put(value);
            free = align(at.position());
        } catch (BufferOverflowException e) {
            throw new IOException("the variable store is larger than its image", e);
        }
    }

    byte[] image() {
        return bytes.array();
    }

    /** EFI_GUID: the first three fields little-endian, the rest as written. */
    static byte[] guid(UUID uuid) {
        long high = uuid.getMostSignificantBits();
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static int align(int at) {
        return (at + 3) & ~3;
    }
}
