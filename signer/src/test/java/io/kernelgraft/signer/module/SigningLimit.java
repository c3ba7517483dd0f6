package io.kernelgraft.signer.module;

import io.kernelgraft.signer.key.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** What can't be done without: decompress each module, hash it, and one RSA operation. Nothing is written or checked. */
public final class SigningLimit {
    private static final int THREADS = 2;

    private SigningLimit() {}

    /** @return seconds */
    public static double seconds(List<Path> modules, SigningKey key) throws Exception {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(pool.submit(() -> {
                    byte[] buffer = new byte[64 * 1024];
                    for (int at = next.getAndIncrement(); at < modules.size(); at = next.getAndIncrement()) {
                        sign(modules.get(at), key, buffer);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void sign(Path module, SigningKey key, byte[] buffer) throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.privateKey());
        Compression compression =
                Compression.ofFile(module.getFileName().toString()).orElseThrow();
        try (InputStream in = compression.decompress(new ByteArrayInputStream(Files.readAllBytes(module)))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                signature.update(buffer, 0, read);
            }
        }
        signature.sign();
    }
}
