package io.kernelgraft.signer.module;

import io.kernelgraft.signer.module.ModuleSignature.BadSignature;
import io.kernelgraft.signer.module.ModuleSignature.Found;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** Checks the last signature of a module that streams through; only its tail is held back, to find the trailer in. */
final class SignatureCheck extends OutputStream {
    /** RSA-4096 makes a trailer of 693 bytes; issuers' names make the rest. */
    private static final int TAIL = 16 * 1024;

    private final X509Certificate certificate;
    private final Signature signature;
    private final byte[] tail = new byte[TAIL];
    private int held;

    SignatureCheck(X509Certificate certificate) {
        this.certificate = certificate;
        try {
            signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificate has no RSA key", e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int keep = Math.min(length, TAIL);
        int spill = Math.max(0, held + keep - TAIL);
        update(tail, 0, spill);
        System.arraycopy(tail, spill, tail, 0, held - spill);
        held -= spill;
        update(bytes, offset, length - keep);
        System.arraycopy(bytes, offset + length - keep, tail, held, keep);
        held += keep;
    }

    void requireValid() throws BadSignature {
        Found found = ModuleSignature.last(Arrays.copyOf(tail, held));
        byte[] raw = found.signature().rawSignature(certificate);
        try {
            signature.update(tail, 0, held - found.length());
            if (!signature.verify(raw)) {
                throw new BadSignature("its signature is not over its bytes");
            }
        } catch (SignatureException e) {
            throw new BadSignature("its signature can't be checked: " + e.getMessage());
        }
    }

    private void update(byte[] bytes, int offset, int length) throws IOException {
        try {
            signature.update(bytes, offset, length);
        } catch (SignatureException e) {
            throw new IOException("the signature check broke off", e);
        }
    }
}
