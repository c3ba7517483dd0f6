package io.kernelgraft.signer.module;

import io.kernelgraft.signer.key.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Module files, made up or packed, and the programs that judge them. */
public final class TestModules {
    /** The kernel's own, of whichever version is installed. */
    public static final Path SIGN_FILE = signFile();

    private TestModules() {}

    private static Path signFile() {
        try (DirectoryStream<Path> kbuilds = Files.newDirectoryStream(Path.of("/usr/lib"), "linux-kbuild-*")) {
            Iterator<Path> found = kbuilds.iterator();
            return (found.hasNext() ? found.next() : Path.of("/usr/lib/linux-kbuild")).resolve("scripts/sign-file");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins as ELF; goes on half repetitive, half random, like code. */
    static byte[] content(int size) {
        Random random = new Random(size);
        ByteBuffer bytes = ByteBuffer.allocate(size);
        bytes.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}, 0, Math.min(8, size));
        byte[] word = new byte[16];
        while (bytes.hasRemaining()) {
            if (random.nextBoolean()) {
                random.nextBytes(word);
            }
            bytes.put(word, 0, Math.min(word.length, bytes.remaining()));
        }
        return bytes.array();
    }

    /** The smallest ELF file with a {@code .modinfo}: header, its three sections, their table. */
    public static byte[] elf(String... modinfo) {
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

    interface Packer {
        OutputStream over(OutputStream out) throws IOException;
    }

    static byte[] pack(byte[] content, Packer packer) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = packer.over(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** With a trailer, as the kernel's build leaves a module. */
    public static byte[] signed(byte[] module, SigningKey key) {
        try (ByteArrayOutputStream signed = new ByteArrayOutputStream()) {
            signed.write(module);
            signed.write(ModuleSignature.over(out -> out.write(module), key).trailer());
            return signed.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An xz stream with a block for each part. */
    public static byte[] xz(int check, byte[]... parts) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(packed, new LZMA2Options(3), check)) {
            for (byte[] part : parts) {
                out.write(part);
                out.endBlock();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    public static boolean has(String program) {
        return Files.isExecutable(Path.of("/usr/bin", program)) || Files.isExecutable(Path.of("/usr/sbin", program));
    }

    /** Output of a program that must exit 0. */
    public static byte[] run(List<String> argv) throws Exception {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(argv + ": " + new String(output, StandardCharsets.ISO_8859_1));
        }
        return output;
    }
}
