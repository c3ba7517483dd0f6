package io.kernelgraft.signer.layer;

import io.kernelgraft.signer.key.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

/** How one kind of file is signed, and how the result is checked with nothing but the public certificate. */
public interface SigningMethod {
    /** False where the file keeps the signature it came with. */
    default boolean signs() {
        return true;
    }

    /**
     * Signs in place; the same input and key give the same bytes.
     *
     * @param path final path in the image, for messages
     * @return how the signature got in, for the evidence
     */
    String sign(Path file, String path, SigningKey key) throws IOException;

    /**
     * @param in the signed file's bytes, closed by the caller
     * @param scratch a file that may be written
     * @throws io.kernelgraft.runtime.stage.StageFailure INTERNAL {@code SIGNATURE_INVALID}
     */
    void verify(InputStream in, String path, X509Certificate certificate, Path scratch) throws IOException;
}
