package io.kernelgraft.signer.module;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.module.ModuleSignature.BadSignature;
import io.kernelgraft.signer.module.XzStream.Blocks;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A kernel module's file, {@code .ko} or compressed, that carries a signature. The signature is over the decompressed
 * bytes; it gets in without recompressing wherever the file's form allows it (DESIGN, "Signing without recompressing").
 * A module that is signed already keeps its old trailer inside, as with {@code sign-file}: the kernel reads the last one.
 *
 * @param appended false if the whole file had to be recompressed
 * @param signatureBytes length of the trailer
 * @param xz what was appended to, if it is an xz stream with the signature as one more block
 */
public record SignedModule(Path file, boolean appended, int signatureBytes, Optional<SignedXz> xz) {
    private static final int BUFFER = 64 * 1024;

    /**
     * Signs the file in place, in constant memory.
     *
     * @param name for messages; its ending tells the compression
     * @throws StageFailure UPSTREAM {@code MODULE_CORRUPT}, {@code MODULE_NOT_ELF}, {@code MODULE_TOO_LARGE}
     */
    public static SignedModule sign(Path file, String name, SigningKey key) throws IOException {
        Compression compression = compressionOf(name);
        Optional<Blocks> blocks = compression == Compression.XZ ? XzStream.blocks(file) : Optional.empty();
        if (blocks.isPresent()) {
            return signXz(file, name, blocks.get(), key);
        }
        byte[] trailer = trailer(name, key, () -> open(file, compression));
        boolean appended = switch (compression) {
            case NONE -> append(file, trailer);
            case ZSTD -> ZstdFrame.append(file, trailer);
            case XZ, GZIP -> false;
        };
        if (!appended) {
            recompress(file, name, compression, trailer);
        }
        return new SignedModule(file, appended, trailer.length, Optional.empty());
    }

    private static SignedModule signXz(Path file, String name, Blocks blocks, SigningKey key) throws IOException {
        SignedXz.Original original = new SignedXz.Original(file, blocks);
        byte[] trailer = trailer(name, key, original::decompress);
        XzStream.append(file, blocks, trailer);
        return new SignedModule(file, true, trailer.length, Optional.of(original.signed()));
    }

    private interface Opening {
        InputStream open() throws IOException;
    }

    private static byte[] trailer(String name, SigningKey key, Opening opening) throws IOException {
        return ModuleSignature.over(
                        out -> {
                            ModuleContent content = new ModuleContent(name);
                            try (InputStream in = opening.open()) {
                                content.copy(in, out);
                            } catch (IOException e) {
                                throw content.corrupt(e);
                            }
                        },
                        key)
                .trailer();
    }

    /**
     * Reads a signed module as the kernel would and checks its last signature.
     *
     * @param in the file's bytes, closed by the caller
     * @throws StageFailure INTERNAL {@code SIGNATURE_INVALID} and the reasons of {@link #sign}
     */
    public static void verify(InputStream in, String name, X509Certificate certificate) {
        SignatureCheck check = new SignatureCheck(certificate);
        ModuleContent content = new ModuleContent(name);
        try {
            content.copy(compressionOf(name).decompress(in), check);
        } catch (IOException e) {
            throw content.corrupt(e);
        }
        try {
            check.requireValid();
        } catch (BadSignature e) {
            throw new StageFailure(FailureKind.INTERNAL, "SIGNATURE_INVALID", "module " + name + ": " + e.getMessage());
        }
    }

    private static Compression compressionOf(String name) {
        return Compression.ofFile(name)
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is not the name of a module"));
    }

    private static InputStream open(Path file, Compression compression) throws IOException {
        return compression.decompress(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    }

    private static boolean append(Path file, byte[] trailer) throws IOException {
        Files.write(file, trailer, StandardOpenOption.APPEND);
        return true;
    }

    private static void recompress(Path file, String name, Compression compression, byte[] trailer) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".recompressed");
        try (InputStream in = open(file, compression);
                OutputStream out = compression.compress(Files.newOutputStream(fresh))) {
            new ModuleContent(name).copy(in, out);
            out.write(trailer);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
