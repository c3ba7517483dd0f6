package io.kernelgraft.signer.module;

import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.layer.SigningMethod;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

/** Modules as files of a layer. */
public final class ModuleSigning implements SigningMethod {
    @Override
    public String sign(Path file, String path, SigningKey key) throws IOException {
        return SignedModule.sign(file, path, key).appended() ? "appended" : "recompressed";
    }

    @Override
    public void verify(InputStream in, String path, X509Certificate certificate, Path scratch) {
        SignedModule.verify(in, path, certificate);
    }
}
