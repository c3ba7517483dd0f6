package io.kernelgraft.runtime.repository;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.http.UpstreamHttp.Document;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;

/**
 * What repositories offer, kept on disk: a repository is asked whether anything changed since, and if it did not, nothing
 * is downloaded. Primary metadata lie there under their sha256, which is checked at every use (failure H7).
 */
public final class KeptRepodata {
    private static final long PRIMARY_BYTES = 256L << 20;
    /** Answer's header, and the request's that asks with it. */
    private static final Map<String, String> VALIDATORS =
            Map.of("ETag", "If-None-Match", "Last-Modified", "If-Modified-Since");

    private static final String REPOMD = "repomd.xml";
    private static final String PRIMARY = "primary-";

    private final UpstreamHttp http;
    private final Path directory;

    /** @param directory for the metadata; this process alone uses it */
    public KeptRepodata(UpstreamHttp http, Path directory) {
        this.http = http;
        this.directory = directory;
    }

    /**
     * Every listed RPM that has one of the names, in all versions and architectures.
     *
     * @param repository ends in a slash
     * @throws StageFailure TRANSIENT {@code REPODATA_DAMAGED}; what {@link UpstreamHttp} throws
     */
    public synchronized List<ListedRpm> named(URI repository, Set<String> names) {
        URI repomd = repository.resolve("repodata/" + REPOMD);
        try {
            Path kept = Files.createDirectories(
                    directory.resolve(Sha256.of(repository.toString().getBytes(StandardCharsets.UTF_8))
                            .hex()));
            RepomdXml.Primary primary = RepomdXml.primary(new ByteArrayInputStream(document(repomd, kept)));
            Path file = primary(repository, primary, kept);
            try (InputStream in =
                    Decompressed.by(primary.href(), new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
                return PrimaryXml.named(in, names);
            }
        } catch (XMLStreamException | IOException | IllegalArgumentException e) {
            throw new StageFailure(FailureKind.TRANSIENT, "REPODATA_DAMAGED", repomd + ": " + e.getMessage(), e);
        }
    }

    private byte[] document(URI repomd, Path kept) throws IOException {
        Path file = kept.resolve(REPOMD);
        Map<String, String> question = new HashMap<>();
        if (Files.exists(file)) {
            for (Map.Entry<String, String> validator : VALIDATORS.entrySet()) {
                Path said = kept.resolve(validator.getKey());
                if (Files.exists(said)) {
                    question.put(validator.getValue(), Files.readString(said));
                }
            }
        }
        Document document = http.get(repomd, question);
        if (document.unchanged()) {
            return Files.readAllBytes(file);
        }
        // The validators go first and come last: they never speak of another document than the one that is there.
        for (String validator : VALIDATORS.keySet()) {
            Files.deleteIfExists(kept.resolve(validator));
        }
        Files.write(file, document.body());
        for (String validator : VALIDATORS.keySet()) {
            Optional<String> said = document.headers().firstValue(validator);
            if (said.isPresent()) {
                Files.writeString(kept.resolve(validator), said.get());
            }
        }
        return document.body();
    }

    private Path primary(URI repository, RepomdXml.Primary primary, Path kept) throws IOException {
        Path file = kept.resolve(PRIMARY + primary.sha256());
        if (Files.exists(file) && Sha256.of(file).hex().equals(primary.sha256())) {
            return file;
        }
        Path part = kept.resolve("part");
        http.download(repository.resolve(primary.href()), PRIMARY_BYTES, part);
        Checksum.require(part, primary.sha256());
        try (Stream<Path> others = Files.list(kept)) {
            for (Path other : others.filter(
                            each -> each.getFileName().toString().startsWith(PRIMARY))
                    .toList()) {
                Files.delete(other);
            }
        }
        return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
