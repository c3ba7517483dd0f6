package io.kernelgraft.signer.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.TestKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.XZ;

class SignedModuleTest {
    private static final SigningKey KEY = TestKeys.rsa(2048, "CN=Example MOK");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 64, 16383, 16384, 16385, 65535, 65536, 65537, 131072, 1_000_003})
    void shouldSignByAppendingWhateverTheSize(int size) throws Exception {
        byte[] content = TestModules.content(size);
        for (String suffix : List.of(".ko", ".ko.xz", ".ko.zst")) {
            // Given
            byte[] packed = packed(content, suffix);
            // When
            byte[] signed = signed(packed, suffix, true);
            // Then
            byte[] unpacked = unpacked(signed, suffix);
            assertThat(unpacked).startsWith(content).endsWith(ModuleSignature.MAGIC);
            assertThat(signed.length - packed.length).isBetween(400, 600);
            verify(signed, suffix);
        }
    }

    @Test
    void shouldKeepEveryByteOfAnXzStreamBeforeItsIndex() throws Exception {
        // Given
        byte[] packed = TestModules.xz(XZ.CHECK_CRC32, TestModules.content(300_000));
        // When
        byte[] signed = signed(packed, ".ko.xz", true);
        // Then 12 bytes of footer and 16 or 20 of index may change
        assertThat(Arrays.mismatch(packed, signed)).isGreaterThanOrEqualTo(packed.length - 32);
    }

    @Test
    void shouldAppendToAStreamOfManyBlocks() throws Exception {
        byte[] a = TestModules.content(100_000);
        byte[] b = TestModules.content(7);
        byte[][] parts = new byte[200][];
        Arrays.fill(parts, b);
        parts[0] = a;
        byte[] signed = signed(TestModules.xz(XZ.CHECK_CRC32, parts), ".ko.xz", true);
        assertThat(unpacked(signed, ".ko.xz")).hasSizeBetween(100_000 + 199 * 7 + 400, 100_000 + 199 * 7 + 600);
        verify(signed, ".ko.xz");
    }

    @ParameterizedTest
    @ValueSource(ints = {XZ.CHECK_NONE, XZ.CHECK_CRC64, XZ.CHECK_SHA256})
    void shouldRecompressXzWithAnotherCheckAsTheKernelReadsCrc32Only(int check) throws Exception {
        byte[] content = TestModules.content(90_000);
        byte[] signed = signed(TestModules.xz(check, content), ".ko.xz", false);
        assertThat(signed[7]).as("check of the stream").isEqualTo((byte) XZ.CHECK_CRC32);
        assertThat(unpacked(signed, ".ko.xz")).startsWith(content);
        verify(signed, ".ko.xz");
    }

    @Test
    void shouldRecompressWhatIsMoreThanOneStreamOrFrame() throws Exception {
        byte[] head = TestModules.content(1000);
        byte[] tail = new byte[5000];
        byte[] xz = join(TestModules.xz(XZ.CHECK_CRC32, head), TestModules.xz(XZ.CHECK_CRC32, tail));
        byte[] padded = join(TestModules.xz(XZ.CHECK_CRC32, head), new byte[4]);
        byte[] zst = join(Zstd.compress(head), Zstd.compress(tail));
        verify(signed(xz, ".ko.xz", false), ".ko.xz");
        verify(signed(padded, ".ko.xz", false), ".ko.xz");
        verify(signed(zst, ".ko.zst", false), ".ko.zst");
        assertThat(unpacked(signed(zst, ".ko.zst", false), ".ko.zst")).startsWith(join(head, tail));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 100, 255, 256, 300, 65_350, 65_360, 65_535, 65_791, 65_792, 500_000})
    void shouldAppendToEveryKindOfZstdFrame(int size) throws Exception {
        byte[] content = TestModules.content(size);
        for (int level : List.of(1, 3, 19)) {
            for (boolean checksum : List.of(true, false)) {
                byte[] unsized =
                        TestModules.pack(content, out -> new ZstdOutputStream(out, level).setChecksum(checksum));
                verify(signed(unsized, ".ko.zst", true), ".ko.zst");
            }
            byte[] signed = signed(Zstd.compress(content, level), ".ko.zst", true);
            assertThat(Zstd.getFrameContentSize(signed))
                    .isEqualTo(unpacked(signed, ".ko.zst").length)
                    .isGreaterThan(size + 400);
            verify(signed, ".ko.zst");
        }
        // All of one byte: run-length blocks
        byte[] flat = new byte[size];
        System.arraycopy(content, 0, flat, 0, 4);
        verify(signed(Zstd.compress(flat, 3), ".ko.zst", true), ".ko.zst");
    }

    @Test
    void shouldRecompressGzip() throws Exception {
        byte[] content = TestModules.content(200_000);
        byte[] packed = TestModules.pack(content, GZIPOutputStream::new);
        byte[] signed = signed(packed, ".ko.gz", false);
        assertThat(unpacked(signed, ".ko.gz")).startsWith(content);
        verify(signed, ".ko.gz");
    }

    @Test
    void shouldGiveTheSameBytesEachTime() throws Exception {
        for (String suffix : List.of(".ko", ".ko.xz", ".ko.zst", ".ko.gz")) {
            byte[] packed = packed(TestModules.content(70_000), suffix);
            boolean appended = !suffix.equals(".ko.gz");
            assertThat(signed(packed, suffix, appended)).isEqualTo(signed(packed, suffix, appended));
        }
    }

    @Test
    void shouldKeepAnOlderSignatureInsideAndCountTheLast() throws Exception {
        // Given
        byte[] content = TestModules.content(50_000);
        SigningKey buildKey = TestKeys.rsa(4096, "CN=Build time autogenerated kernel key");
        Path file = write(content, "a.ko");
        SignedModule.sign(file, "a.ko", buildKey);
        byte[] once = Files.readAllBytes(file);
        // When
        SignedModule.sign(file, "a.ko", KEY);
        // Then
        byte[] twice = Files.readAllBytes(file);
        assertThat(twice).startsWith(once);
        verify(twice, ".ko");
        assertThat(badSignature(twice, buildKey)).hasMessageContaining("expected the line's certificate");
    }

    @Test
    void shouldRefuseWhatIsNotElf() {
        for (byte[] wrong : List.of(new byte[0], new byte[3], "#!/bin/sh\n".getBytes())) {
            assertThat(failure(wrong, ".ko").reason()).isEqualTo("MODULE_NOT_ELF");
            assertThat(failure(TestModules.xz(XZ.CHECK_CRC32, wrong), ".ko.xz").reason())
                    .isEqualTo("MODULE_NOT_ELF");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".ko.xz", ".ko.zst", ".ko.gz"})
    void shouldRefuseATruncatedFileWhereverItEnds(String suffix) {
        byte[] packed = packed(TestModules.content(3000), suffix);
        for (int length = 0; length < packed.length; length += 37) {
            StageFailure failure = failure(Arrays.copyOf(packed, length), suffix);
            assertThat(failure.reason())
                    .as("%s of %s bytes", length, packed.length)
                    .isIn("MODULE_CORRUPT", "MODULE_NOT_ELF");
            assertThat(failure).hasMessageContaining("module m" + suffix);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".ko.xz", ".ko.zst", ".ko.gz"})
    void shouldRefuseDamageInsideACompressedFile(String suffix) {
        byte[] packed = suffix.equals(".ko.zst")
                ? TestModules.pack(TestModules.content(20_000), out -> new ZstdOutputStream(out).setChecksum(true))
                : packed(TestModules.content(20_000), suffix);
        packed[packed.length / 2] ^= 0x10;
        assertThat(failure(packed, suffix).reason()).isEqualTo("MODULE_CORRUPT");
        assertThat(failure(TestModules.content(100), suffix).reason()).isEqualTo("MODULE_CORRUPT");
    }

    @Test
    void shouldRefuseAnXzThatNeedsAHugeDictionary() throws Exception {
        byte[] packed = TestModules.xz(XZ.CHECK_CRC32, TestModules.content(1000));
        packed[12 + 4] = 36; // 1 GiB, in the block header's LZMA2 properties
        assertThat(failure(packed, ".ko.xz").reason()).isEqualTo("MODULE_CORRUPT");
    }

    @Test
    void shouldStopAFileThatExpandsWithoutBound() {
        ModuleContent content = new ModuleContent("bomb.ko", 1_000_000);
        StageFailure failure = catchThrowableOfType(
                StageFailure.class,
                () -> content.copy(
                        new ByteArrayInputStream(TestModules.content(1_000_001)),
                        java.io.OutputStream.nullOutputStream()));
        assertThat(failure.reason()).isEqualTo("MODULE_TOO_LARGE");
        assertThat(failure).hasMessage("module bomb.ko expands to more than 1000000 bytes");
    }

    @Test
    void shouldNotVerifyUnsignedOrAlteredModules() throws Exception {
        byte[] content = TestModules.content(70_000);
        byte[] signed = signed(content, ".ko", true);
        assertThat(badSignature(content, KEY)).hasMessageContaining("does not end with the magic string");
        for (int at : List.of(10, 40_000, content.length - 1)) {
            byte[] altered = signed.clone();
            altered[at] ^= 1;
            assertThat(badSignature(altered, KEY)).hasMessageContaining("is not over its bytes");
        }
        byte[] longer = join(Arrays.copyOf(content, 69_999), Arrays.copyOfRange(signed, 70_000, signed.length));
        assertThat(badSignature(longer, KEY)).hasMessageContaining("is not over its bytes");
        byte[] lengthLies = signed.clone();
        lengthLies[signed.length - ModuleSignature.MAGIC.length - 4] = 0x7f;
        assertThat(badSignature(lengthLies, KEY)).hasMessageContaining("description of its signature");
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 4096})
    void shouldWriteWhatSignFileWrites(int bits) throws Exception {
        assumeTrue(Files.isExecutable(TestModules.SIGN_FILE), "needs sign-file (Debian's linux-kbuild-6.1)");
        // Given
        SigningKey key = TestKeys.rsa(bits, "CN=Example MOK,O=Example,C=IT");
        TestKeys.store(directory, "mok", key);
        for (int size : List.of(64, 4096, 65_536, 65_537, 300_000)) {
            byte[] content = TestModules.content(size);
            Path theirs = write(content, "theirs.ko");
            Path ours = write(content, "ours.ko");
            // When
            TestModules.run(List.of(
                    TestModules.SIGN_FILE.toString(),
                    "sha256",
                    directory.resolve("mok.key").toString(),
                    directory.resolve("mok.pem").toString(),
                    theirs.toString()));
            SignedModule.sign(ours, "ours.ko", key);
            // Then
            assertThat(Files.readAllBytes(ours)).isEqualTo(Files.readAllBytes(theirs));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xz", "zstd", "gzip"})
    void shouldSatisfyTheProgramsPeopleUse(String program) throws Exception {
        assumeTrue(TestModules.has(program), "needs " + program);
        String suffix = program.equals("xz") ? ".ko.xz" : program.equals("zstd") ? ".ko.zst" : ".ko.gz";
        byte[] content = TestModules.content(150_000);
        Path packed = directory.resolve("m" + suffix);
        for (String level : List.of("-1", "-6", "-9")) {
            Path plain = write(content, "m.ko");
            List<String> kbuild = program.equals("xz")
                    ? List.of(
                            program,
                            "--check=crc32",
                            "--lzma2=preset=" + level.substring(1) + ",dict=1MiB",
                            "-kf",
                            plain.toString())
                    : List.of(program, level, "-kf", "-S", suffix.substring(3), plain.toString());
            TestModules.run(program.equals("zstd") ? List.of("zstd", level, "-qkf", plain.toString()) : kbuild);
            byte[] signed = signed(Files.readAllBytes(packed), suffix, !program.equals("gzip"));
            Files.write(packed, signed);
            TestModules.run(List.of(program, "-t", packed.toString()));
            assertThat(TestModules.run(List.of(program, "-dc", packed.toString())))
                    .isEqualTo(signed(content, ".ko", true));
        }
    }

    @Test
    void shouldBeReadableForModinfo() throws Exception {
        assumeTrue(TestModules.has("modinfo"), "needs modinfo (kmod)");
        byte[] elf = TestModules.elf("license=GPL", "vermagic=7.2.0-test SMP preempt mod_unload ");
        String features = new String(TestModules.run(List.of("modinfo", "--version")));
        for (String suffix : List.of(".ko", ".ko.xz", ".ko.zst", ".ko.gz")) {
            boolean gzip = suffix.equals(".ko.gz");
            if (gzip && !features.contains("+ZLIB")) {
                continue; // as Debian builds it
            }
            Path file = write(signed(packed(elf, suffix), suffix, !gzip), "read" + suffix);
            String info = new String(TestModules.run(List.of("modinfo", file.toString())));
            assertThat(info)
                    .contains("vermagic:       7.2.0-test SMP preempt mod_unload")
                    .contains("signer:         Example MOK")
                    .contains("sig_hashalgo:   sha256");
        }
    }

    private byte[] signed(byte[] packed, String suffix, boolean appended) throws IOException {
        Path file = write(packed, "m" + suffix);
        SignedModule signed = SignedModule.sign(file, "m" + suffix, KEY);
        assertThat(signed.appended()).isEqualTo(appended);
        return Files.readAllBytes(file);
    }

    private static void verify(byte[] signed, String suffix) {
        SignedModule.verify(new ByteArrayInputStream(signed), "m" + suffix, KEY.certificate());
    }

    private static StageFailure badSignature(byte[] module, SigningKey key) {
        StageFailure failure = catchThrowableOfType(
                StageFailure.class,
                () -> SignedModule.verify(new ByteArrayInputStream(module), "m.ko", key.certificate()));
        assertThat(failure.reason()).isEqualTo("SIGNATURE_INVALID");
        return failure;
    }

    private StageFailure failure(byte[] packed, String suffix) {
        return catchThrowableOfType(
                StageFailure.class, () -> SignedModule.sign(write(packed, "m" + suffix), "m" + suffix, KEY));
    }

    private Path write(byte[] bytes, String name) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    private static byte[] packed(byte[] content, String suffix) {
        return switch (suffix) {
            case ".ko.xz" -> TestModules.xz(XZ.CHECK_CRC32, content);
            case ".ko.zst" -> Zstd.compress(content, 19);
            case ".ko.gz" -> TestModules.pack(content, GZIPOutputStream::new);
            default -> content;
        };
    }

    private static byte[] unpacked(byte[] packed, String suffix) throws IOException {
        return Compression.ofFile("m" + suffix)
                .orElseThrow()
                .decompress(new ByteArrayInputStream(packed))
                .readAllBytes();
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
