package io.kernelgraft.signer.module;

import io.kernelgraft.signer.module.ModuleSignature.BadSignature;
import io.kernelgraft.signer.module.ModuleSignature.Found;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;

/** Checks the last signature of a module that streams through. */
final class SignatureCheck extends ModuleTail {
    private final X509Certificate certificate;
    private final Signature signature;

    SignatureCheck(X509Certificate certificate) {
        this.certificate = certificate;
        try {
            signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificate has no RSA key", e);
        }
    }

    void requireValid() throws BadSignature {
        byte[] tail = held();
        Found found = ModuleSignature.last(tail);
        byte[] raw = found.signature().rawSignature(certificate);
        try {
            signature.update(tail, 0, tail.length - found.length());
            if (!signature.verify(raw)) {
                throw new BadSignature("its signature is not over its bytes");
            }
        } catch (SignatureException e) {
            throw new BadSignature("its signature can't be checked: " + e.getMessage());
        }
    }

    @Override
    void spill(byte[] bytes, int offset, int length) throws IOException {
        try {
            signature.update(bytes, offset, length);
        } catch (SignatureException e) {
            throw new IOException("the signature check broke off", e);
        }
    }
}
