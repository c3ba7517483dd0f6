package io.kernelgraft.runtime.registry;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.runtime.registry.RegistryHttp.Call;
import io.kernelgraft.runtime.stage.StageFailure;
import io.micrometer.core.instrument.Counter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Blobs in and out. A push looks first whether the blob is there, and starts its upload anew when one breaks. */
final class Blobs {
    private static final int MAX_BYTES = 8 << 20;

    private final RegistryHttp http;
    private final Retries retries;
    private final BlobCache cache;
    private final Counter fetched;
    private final ScheduledExecutorService clock;
    private final Duration silence;

    /** @param fetched counts the bytes of blobs that came over the network */
    Blobs(
            RegistryHttp http,
            Retries retries,
            BlobCache cache,
            Counter fetched,
            ScheduledExecutorService clock,
            Duration silence) {
        this.http = http;
        this.retries = retries;
        this.cache = cache;
        this.fetched = fetched;
        this.clock = clock;
        this.silence = silence;
    }

    InputStream open(Endpoint endpoint, Descriptor blob) {
        return retries.run("get " + endpoint + "@" + blob.digest(), () -> openOnce(endpoint, blob));
    }

    private InputStream openOnce(Endpoint endpoint, Descriptor blob) throws IOException, InterruptedException {
        String name = endpoint + "@" + blob.digest();
        HttpResponse<InputStream> response = http.send(endpoint, Call.get(endpoint.uri("blobs/" + blob.digest())));
        if (response.statusCode() == 404) {
            RegistryHttp.discard(response);
            throw new StageFailure(FailureKind.UPSTREAM, "IMAGE_NOT_FOUND", "no blob " + name);
        }
        return new BlobStream(response.body(), name, blob, fetched, clock, silence);
    }

    /** A small blob as a whole. */
    byte[] bytes(Endpoint endpoint, Descriptor blob) {
        if (blob.size() > MAX_BYTES) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "MANIFEST_UNREADABLE",
                    endpoint + "@" + blob.digest() + " claims " + blob.size() + " bytes, at most " + MAX_BYTES
                            + " are read");
        }
        Optional<byte[]> kept = cache.read(blob);
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] bytes = retries.run("get " + endpoint + "@" + blob.digest(), () -> {
            try (InputStream in = openOnce(endpoint, blob)) {
                return in.readAllBytes();
            }
        });
        cache.keep(blob, bytes);
        return bytes;
    }

    void fetch(Endpoint endpoint, Descriptor blob, Path target) {
        if (cache.copy(blob, target)) {
            return;
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        retries.run("fetch " + endpoint + "@" + blob.digest(), () -> {
            try (InputStream in = openOnce(endpoint, blob)) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            return null;
        });
        cache.keep(blob, target);
    }

    Descriptor push(Endpoint endpoint, String mediaType, Path file) {
        try {
            Descriptor blob = new Descriptor(mediaType, Sha256.of(file), Files.size(file));
            push(endpoint, blob, () -> BodyPublishers.ofFile(file));
            return blob;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Descriptor push(Endpoint endpoint, String mediaType, byte[] bytes) {
        Descriptor blob = new Descriptor(mediaType, Sha256.of(bytes), bytes.length);
        push(endpoint, blob, () -> BodyPublishers.ofByteArray(bytes));
        return blob;
    }

    /** Once mounted a blob costs one request; a registry that can't mount it, or may not, gets the bytes. */
    void copy(Endpoint from, Descriptor blob, Endpoint to) {
        retries.run("copy " + from + "@" + blob.digest() + " to " + to, () -> {
            if (!isThere(to, blob.digest()) && !mount(from, blob.digest(), to)) {
                try (InputStream in = openOnce(from, blob)) {
                    upload(
                            to,
                            blob,
                            () -> BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> in), blob.size()));
                }
            }
            return null;
        });
    }

    private boolean mount(Endpoint from, Digest digest, Endpoint to) throws IOException, InterruptedException {
        if (!from.host().equals(to.host())) {
            return false;
        }
        URI start = to.uri("blobs/uploads/?mount=" + digest + "&from=" + from.repository());
        HttpResponse<InputStream> response =
                http.send(to, new Call("POST", start, List.of(), BodyPublishers.noBody(), 0));
        RegistryHttp.discard(response);
        return response.statusCode() == 201;
    }

    private interface Body {
        BodyPublisher publisher() throws FileNotFoundException;
    }

    private void push(Endpoint endpoint, Descriptor blob, Body body) {
        retries.run("push " + endpoint + "@" + blob.digest(), () -> {
            if (!isThere(endpoint, blob.digest())) {
                upload(endpoint, blob, body);
            }
            return null;
        });
    }

    private boolean isThere(Endpoint endpoint, Digest digest) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(endpoint, Call.head(endpoint.uri("blobs/" + digest)));
        RegistryHttp.discard(response);
        return response.statusCode() == 200;
    }

    private void upload(Endpoint endpoint, Descriptor blob, Body body) throws IOException, InterruptedException {
        URI start = endpoint.uri("blobs/uploads/");
        HttpResponse<InputStream> started =
                http.send(endpoint, new Call("POST", start, List.of(), BodyPublishers.noBody(), 0));
        RegistryHttp.discard(started);
        String location = started.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IOException(endpoint + " began an upload without a Location"));
        URI session = start.resolve(location);
        URI put = URI.create(session + (session.getRawQuery() == null ? "?" : "&") + "digest=" + blob.digest());
        HttpResponse<InputStream> stored = http.send(
                endpoint,
                new Call(
                        "PUT",
                        put,
                        List.of("Content-Type", "application/octet-stream"),
                        body.publisher(),
                        blob.size()));
        RegistryHttp.discard(stored);
        if (stored.statusCode() != 201) {
            // 404 is BLOB_UPLOAD_UNKNOWN: the session was lost behind a load balancer, a new one works (failure F45).
            throw new IOException("upload to " + endpoint + " answered " + stored.statusCode() + " instead of 201");
        }
    }
}
