package io.kernelgraft.signer.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An x86 kernel image, as far as one must look into it before signing it.
 *
 * @param version the whole version string; {@code uname -r} is its first word
 * @see <a href="https://docs.kernel.org/arch/x86/boot.html">The Linux/x86 boot protocol</a>
 */
public record KernelImage(String version) {
    private static final int SETUP = 0x200;
    private static final int MAGIC_AT = 0x202;
    private static final int MAGIC = 0x53726448; // "HdrS"
    private static final int VERSION_POINTER_AT = 0x20E;
    private static final int MAX_VERSION = 512;

    /** @throws StageFailure UPSTREAM {@code KERNEL_IMAGE_INVALID} */
    public static KernelImage read(Path vmlinuz) throws IOException {
        try (FileChannel channel = FileChannel.open(vmlinuz)) {
            ByteBuffer setup = read(channel, 0, VERSION_POINTER_AT + Short.BYTES);
            if (setup.limit() < VERSION_POINTER_AT + Short.BYTES || setup.getInt(MAGIC_AT) != MAGIC) {
                throw invalid("vmlinuz is not an x86 bzImage: no \"HdrS\" at offset 514");
            }
            int versionAt = SETUP + Short.toUnsignedInt(setup.getShort(VERSION_POINTER_AT));
            String text = StandardCharsets.ISO_8859_1
                    .decode(read(channel, versionAt, MAX_VERSION))
                    .toString();
            int end = text.indexOf('\0');
            if (end < 1) {
                throw invalid("vmlinuz has no version string at offset " + versionAt);
            }
            return new KernelImage(text.substring(0, end));
        }
    }

    /** @throws StageFailure UPSTREAM {@code KERNEL_VERSION_MISMATCH} */
    public void requireRelease(Kver kver) {
        String release = version.split(" ", 2)[0];
        if (!release.equals(kver.value())) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "KERNEL_VERSION_MISMATCH",
                    "vmlinuz says it is '" + release + "', its directory says '" + kver + "'");
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {}
        return bytes.flip();
    }

    private static StageFailure invalid(String message) {
        return new StageFailure(FailureKind.UPSTREAM, "KERNEL_IMAGE_INVALID", message);
    }
}
