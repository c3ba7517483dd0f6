package io.kernelgraft.signer.module;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.layer.SigningMethod;
import io.kernelgraft.signer.module.ModuleSignature.BadSignature;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;

/**
 * A module of the kernel's own tree that stays as its build left it, to the byte. It must carry a signature; whose, only
 * the kernel knows, which has the certificate built in. One object for each module.
 */
public final class KeptModule implements SigningMethod {
    private byte[] sha256;

    @Override
    public boolean signs() {
        return false;
    }

    /** @throws StageFailure UPSTREAM {@code MODULE_NOT_SIGNED} and the reasons of {@link SignedModule#sign} */
    @Override
    public String sign(Path file, String path, SigningKey key) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            sha256 = digestOfSigned(in, path);
            return "kept";
        }
    }

    @Override
    public void verify(InputStream in, String path, X509Certificate certificate, Path scratch) throws IOException {
        if (!MessageDigest.isEqual(sha256, digestOfSigned(in, path))) {
            throw new StageFailure(
                    FailureKind.INTERNAL,
                    "SIGNATURE_INVALID",
                    "module " + path + " is not as it came, though nothing was to be done with it");
        }
    }

    private static byte[] digestOfSigned(InputStream in, String path) throws IOException {
        DigestInputStream raw = new DigestInputStream(in, sha256());
        ModuleContent content = new ModuleContent(path);
        ModuleTail tail = new ModuleTail();
        try {
            content.copy(Compression.ofFile(path).orElseThrow().decompress(raw), tail);
            // The decompressor may stop at the end of its stream, before the end of the file.
            raw.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw content.corrupt(e);
        }
        try {
            ModuleSignature.last(tail.held());
        } catch (BadSignature e) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "MODULE_NOT_SIGNED",
                    "module " + path + " is to keep the signature of the kernel's build, but " + e.getMessage());
        }
        return raw.getMessageDigest().digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
