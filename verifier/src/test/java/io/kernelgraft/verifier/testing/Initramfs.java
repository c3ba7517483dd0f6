package io.kernelgraft.verifier.testing;

import io.kernelgraft.verifier.compression.Decompression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/** An initramfs as dracut writes it: microcode in front, not compressed, then everything else. */
public final class Initramfs {
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    public Initramfs file(String path, String content) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public byte[] compressed(Decompression compression) {
        return Compressed.with(compression, cpio(files, 512));
    }

    /** @param padding zero bytes between the early archive and the main one */
    public byte[] behindMicrocode(Decompression compression, int padding) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(cpio(Map.of("early/kernel/x86/microcode/GenuineIntel.bin", new byte[77]), 4));
        both.writeBytes(new byte[padding]);
        both.writeBytes(compressed(compression));
        return both.toByteArray();
    }

    private static byte[] cpio(Map<String, byte[]> files, int blockSize) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CpioArchiveOutputStream cpio =
                new CpioArchiveOutputStream(bytes, CpioConstants.FORMAT_NEW, blockSize, "UTF-8")) {
            CpioArchiveEntry usr = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, "usr");
            usr.setMode(CpioConstants.C_ISDIR | 0755);
            cpio.putArchiveEntry(usr);
            cpio.closeArchiveEntry();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                CpioArchiveEntry entry =
                        new CpioArchiveEntry(CpioConstants.FORMAT_NEW, file.getKey(), file.getValue().length);
                entry.setMode(CpioConstants.C_ISREG | 0644);
                cpio.putArchiveEntry(entry);
                cpio.write(file.getValue());
                cpio.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
