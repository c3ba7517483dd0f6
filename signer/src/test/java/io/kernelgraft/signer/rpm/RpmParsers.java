package io.kernelgraft.signer.rpm;

import com.github.luben.zstd.Zstd;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.rpm.RpmSignature;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.fuzz.Parser;
import io.kernelgraft.signer.testing.RawRpm;
import io.kernelgraft.signer.testing.TestRpm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** What reads packages. Digests are left out of the headers, as they would stop nearly every spoiled one early. */
public final class RpmParsers {
    private static final PGPKeyPair KEY = TestRpm.openPgpKey();
    private static final String PINNED = TestRpm.armored(KEY);
    private static final List<Class<? extends Throwable>> REFUSALS = List.of(StageFailure.class);
    private static final RawRpm RPM = new RawRpm()
            .with("/lib/modules/7.2.0/vmlinuz", 0100644, "a kernel")
            .with("/lib/modules/7.2.0/kernel", 0040755, "")
            .with("/lib/modules/7.2.0/kernel/a.ko", 0100644, "a module ".repeat(20))
            .with("/lib/modules/7.2.0/kernel/b.ko", 0120777, "a.ko");

    private RpmParsers() {}

    /** @param scratch a directory, best one in memory */
    public static List<Parser> all(Path scratch) throws IOException {
        Path file = scratch.resolve("fuzz.rpm");
        byte[] cpio = RPM.newc();
        byte[] gzip = RawRpm.stored(cpio);
        byte[] header = RPM.header("gzip");
        byte[] digested = RPM.headerWithDigest("gzip", gzip);
        return List.of(
                new Parser(
                        "rpm-header",
                        32,
                        List.of(header, digested),
                        REFUSALS,
                        input -> RpmFile.open(Files.write(file, RawRpm.of(RawRpm.NO_SIGNATURE, input, new byte[0])))),
                new Parser(
                        "rpm-package",
                        12,
                        List.of(RawRpm.of(RawRpm.NO_SIGNATURE, header, gzip)),
                        REFUSALS,
                        input -> unpack(Files.write(file, input))),
                new Parser(
                        "rpm-openpgp",
                        8,
                        List.of(RawRpm.signature(digested, KEY)),
                        REFUSALS,
                        input -> RpmSignature.verify(
                                Files.write(file, RawRpm.of(RawRpm.signedWith(input), digested, gzip)), PINNED)),
                new Parser(
                        "cpio",
                        32,
                        List.of(cpio, RPM.stripped()),
                        REFUSALS,
                        input -> unpack(
                                Files.write(file, RawRpm.of(RawRpm.NO_SIGNATURE, header, RawRpm.stored(input))))),
                payload("zstd", Zstd.compress(cpio, 3), file),
                payload("xz", xz(cpio), file),
                payload("gzip", gzip(cpio), file));
    }

    private static Parser payload(String compressor, byte[] compressed, Path file) {
        byte[] header = RPM.header(compressor);
        return new Parser(
                "rpm-payload-" + compressor,
                8,
                List.of(compressed),
                REFUSALS,
                input -> unpack(Files.write(file, RawRpm.of(RawRpm.NO_SIGNATURE, header, input))));
    }

    private static void unpack(Path file) throws IOException {
        RpmFile.open(file).payload((entry, content) -> content.transferTo(OutputStream.nullOutputStream()));
    }

    private static byte[] xz(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(packed, new LZMA2Options(1))) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }
}
