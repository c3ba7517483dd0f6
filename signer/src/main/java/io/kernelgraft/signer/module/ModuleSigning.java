package io.kernelgraft.signer.module;

import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.layer.SigningMethod;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** A module as a file of a layer; one object for each. */
public final class ModuleSigning implements SigningMethod {
    private Optional<SignedXz> xz = Optional.empty();

    @Override
    public String sign(Path file, String path, SigningKey key) throws IOException {
        SignedModule signed = SignedModule.sign(file, path, key);
        xz = signed.xz();
        return signed.appended() ? "appended" : "recompressed";
    }

    @Override
    public void verify(InputStream in, String path, X509Certificate certificate, Path scratch) {
        if (xz.isPresent()) {
            xz.get().verify(in, path, certificate);
        } else {
            SignedModule.verify(in, path, certificate);
        }
    }
}
