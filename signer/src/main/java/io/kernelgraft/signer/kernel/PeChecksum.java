package io.kernelgraft.signer.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The checksum in an EFI binary's header, which covers the signatures too and changes with each. Nobody's trust hangs on
 * it, but there are firmware and tools that look.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/debug/pe-format#optional-header-windows-specific-fields-image-only">PE
 *     format, CheckSum</a>
 */
final class PeChecksum {
    private static final int HEADER_AT = 0x3C;
    /** Behind the header's place: signature, COFF header, and what comes first in the optional header. */
    private static final int CHECKSUM = 4 + 20 + 64;

    private PeChecksum() {}

    /** @throws StageFailure INTERNAL {@code SIGNATURE_INVALID} */
    static void requireRight(Path image) throws IOException {
        try (FileChannel channel = FileChannel.open(image)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.LITTLE_ENDIAN);
            long place = bytes.limit() < HEADER_AT + Integer.BYTES ? -1 : (long) bytes.getInt(HEADER_AT) + CHECKSUM;
            if (place < CHECKSUM || place > bytes.limit() - Integer.BYTES) {
                throw new StageFailure(
                        FailureKind.INTERNAL, "SIGNATURE_INVALID", "vmlinuz has no place for a PE checksum");
            }
            int at = (int) place;
            int stated = bytes.getInt(at);
            int right = of(bytes, at);
            if (stated != right) {
                throw new StageFailure(
                        FailureKind.INTERNAL,
                        "SIGNATURE_INVALID",
                        "vmlinuz' PE checksum is %08x, expected %08x".formatted(stated, right));
            }
        }
    }

    /** Sum of 16-bit words, the checksum's own left out, its carries added in, and the length. */
    private static int of(ByteBuffer bytes, int checksumAt) {
        long sum = 0;
        int length = bytes.limit();
        for (int i = 0; i + 1 < length; i += Short.BYTES) {
            if (i != checksumAt && i != checksumAt + Short.BYTES) {
                sum += Short.toUnsignedInt(bytes.getShort(i));
            }
        }
        if (length % Short.BYTES != 0) {
            sum += Byte.toUnsignedInt(bytes.get(length - 1));
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum + length;
    }
}
