package io.kernelgraft.signer.kernel;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile.ExistingSignatures;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.fuzz.Parser;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What reads a kernel's image and configuration. */
public final class KernelParsers {
    private static final SigningKey KEY = TestKeys.rsa(2048, "CN=Example MOK");
    private static final byte[] IMAGE = TestKernels.bzImage("7.2.0 (builder) #1 SMP");
    private static final byte[] CONFIG =
            "# Linux\nCONFIG_MODULE_SIG=y\nCONFIG_A is not set\nCONFIG_B=\"x\"\n".getBytes(StandardCharsets.US_ASCII);

    private KernelParsers() {}

    /** @param scratch a directory, best one in memory */
    public static List<Parser> all(Path scratch) throws IOException {
        return List.of(
                new Parser(
                        "kernel-config",
                        12,
                        List.of(CONFIG),
                        List.of(StageFailure.class),
                        input -> KernelConfig.read(Files.write(scratch.resolve("config"), input))),
                new Parser(
                        "kernel-image",
                        16,
                        List.of(IMAGE),
                        List.of(StageFailure.class),
                        input -> KernelImage.read(Files.write(scratch.resolve("vmlinuz"), input))),
                new Parser(
                        "pe-signatures",
                        8,
                        List.of(signed(scratch)),
                        List.of(StageFailure.class, IOException.class),
                        input -> ImageSignatures.read(Files.write(scratch.resolve("signed.efi"), input))
                                .requireBy(KEY.certificate())),
                new Parser(
                        "pe-checksum",
                        8,
                        List.of(signed(scratch)),
                        List.of(StageFailure.class),
                        input -> PeChecksum.requireRight(Files.write(scratch.resolve("summed.efi"), input))),
                new Parser("pe-signing", 1, List.of(IMAGE), List.of(StageFailure.class), input -> {
                    try {
                        sign(Files.write(scratch.resolve("unsigned.efi"), input));
                    } catch (StageFailure e) {
                        // INTERNAL is not what is said of an image that is wrong.
                        if (e.kind() != FailureKind.UPSTREAM) {
                            throw new AssertionError(e);
                        }
                        throw e;
                    }
                }));
    }

    private static byte[] signed(Path scratch) throws IOException {
        Path image = Files.write(scratch.resolve("sample.efi"), IMAGE);
        sign(image);
        return Files.readAllBytes(image);
    }

    private static void sign(Path image) {
        new Authenticode(ExistingSignatures.KEEP, List.of()).sign(image, "vmlinuz", KEY);
    }
}
