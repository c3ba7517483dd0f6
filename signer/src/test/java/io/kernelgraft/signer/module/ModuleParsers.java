package io.kernelgraft.signer.module;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.kernelgraft.runtime.module.ModuleInfo;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.fuzz.Parser;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.TestKeys;
import io.kernelgraft.signer.module.ModuleSignature.BadSignature;
import io.kernelgraft.signer.module.XzStream.Blocks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.XZ;

/** What reads modules: their compression, what is in them, and the signature behind them. */
public final class ModuleParsers {
    private static final SigningKey KEY = TestKeys.rsa(2048, "CN=Example MOK");
    private static final byte[] ELF = TestModules.elf("license=GPL", "name=a", "vermagic=7.2.0 SMP preempt ");
    private static final byte[] FLAT = Arrays.copyOf(ELF, 3000);

    private ModuleParsers() {}

    /** @param scratch a directory, best one in memory */
    public static List<Parser> all(Path scratch) throws IOException {
        byte[] trailer = ModuleSignature.over(out -> out.write(ELF), KEY).trailer();
        byte[] signed = Arrays.copyOf(ELF, ELF.length + trailer.length);
        System.arraycopy(trailer, 0, signed, ELF.length, trailer.length);
        List<byte[]> xz = List.of(
                TestModules.xz(XZ.CHECK_CRC32, ELF),
                TestModules.xz(XZ.CHECK_CRC64, ELF),
                TestModules.xz(XZ.CHECK_CRC32, FLAT, ELF));
        List<byte[]> zstd = List.of(
                Zstd.compress(ELF, 19),
                Zstd.compress(FLAT, 3),
                TestModules.pack(ELF, out -> new ZstdOutputStream(out, 3).setChecksum(true)));
        List<byte[]> gzip = List.of(TestModules.pack(ELF, GZIPOutputStream::new));
        return List.of(
                new Parser(
                        "elf-modinfo",
                        60,
                        List.of(ELF, signed),
                        List.of(ModuleInfo.NotAModule.class),
                        input -> ModuleInfo.of(ByteBuffer.wrap(input))),
                new Parser(
                        "module-trailer", 60, List.of(signed), List.of(BadSignature.class), ModuleParsers::readTrailer),
                decompressing("xz", Compression.XZ, 48, xz),
                decompressing("zstd", Compression.ZSTD, 40, zstd),
                decompressing("gzip", Compression.GZIP, 32, gzip),
                new Parser("xz-index", 40, xz, List.of(), input -> XzStream.blocks(source(input), input.length)),
                xzEnd(xz.getFirst(), trailer),
                new Parser("zstd-frame", 16, zstd, List.of(), input -> {
                    Path file = Files.write(scratch.resolve("fuzz.zst"), input);
                    ZstdFrame.append(file, trailer);
                }));
    }

    private static void readTrailer(byte[] input) throws BadSignature {
        ModuleSignature signature = ModuleSignature.last(input).signature();
        signature.rawSignature(KEY.certificate());
    }

    private static Parser decompressing(String name, Compression compression, int weight, List<byte[]> samples) {
        return new Parser(name, weight, samples, List.of(StageFailure.class), input -> {
            ModuleContent content = new ModuleContent("a.ko");
            try (InputStream in = compression.decompress(new ByteArrayInputStream(input))) {
                content.copy(in, OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw content.corrupt(e);
            }
        });
    }

    /** What is behind the blocks of a stream whose blocks are as they were. */
    private static Parser xzEnd(byte[] stream, byte[] trailer) throws IOException {
        Blocks blocks = XzStream.blocks(source(stream), stream.length).orElseThrow();
        Path file = Files.write(Files.createTempFile("fuzz", ".xz"), stream);
        XzStream.append(file, blocks, trailer);
        byte[] appended = Files.readAllBytes(file);
        Files.delete(file);
        byte[] header = Arrays.copyOf(appended, XzStream.HEADER);
        byte[] end = Arrays.copyOfRange(appended, (int) blocks.end(), appended.length);
        return new Parser(
                "xz-end",
                24,
                List.of(end),
                List.of(BadSignature.class, IOException.class),
                input -> new XzEnd(header, blocks.end(), input).blockAfter(blocks));
    }

    private static XzStream.Source source(byte[] bytes) {
        return (position, length) -> {
            int at = (int) Math.clamp(position, 0, bytes.length);
            return Arrays.copyOf(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + length)), length);
        };
    }
}
