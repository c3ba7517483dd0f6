package io.kernelgraft.runtime.repository;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.http.UpstreamConfig;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.stage.StageFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** Brings RPMs into a workspace, with growing pauses between tries (failure H8): a COPR can be away for minutes. */
@ApplicationScoped
public class RpmFetch {
    private static final Logger LOG = Logger.getLogger(RpmFetch.class);

    private final UpstreamHttp http;
    private final List<Duration> pauses;

    public RpmFetch(UpstreamHttp http, UpstreamConfig config) {
        this.http = http;
        this.pauses = config.fetchPauses();
    }

    /**
     * A file that is there afterwards has the size and checksum that the repository names.
     *
     * @throws StageFailure after the last try: TRANSIENT {@code UPSTREAM_UNAVAILABLE} with the upstream's own words, UPSTREAM
     *     {@code RPM_DAMAGED} if what came was not what was announced
     */
    public Path fetch(URI repository, ListedRpm rpm, Path directory) {
        // A circumflex is common in versions, and not allowed in a URI.
        URI uri = repository.resolve(rpm.href().replace("^", "%5E"));
        for (int attempt = 0; ; attempt++) {
            try {
                return once(uri, rpm, directory);
            } catch (StageFailure e) {
                if (attempt == pauses.size()) {
                    throw new StageFailure(e.kind(), e.reason(), (attempt + 1) + " tries: " + e.getMessage(), e);
                }
                LOG.warnf(
                        "%s: %s; next try in %d s",
                        rpm.file(), e.getMessage(), pauses.get(attempt).toSeconds());
                pause(pauses.get(attempt));
            }
        }
    }

    private Path once(URI uri, ListedRpm rpm, Path directory) {
        Path part = directory.resolve(rpm.file() + ".part");
        try {
            http.download(uri, rpm.size(), part);
            Checksum.require(part, rpm.sha256());
            return Files.move(part, directory.resolve(rpm.file()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StageFailure(FailureKind.UPSTREAM, "RPM_DAMAGED", "GET " + uri + ": " + e.getMessage(), e);
        }
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StageFailure(FailureKind.TRANSIENT, "UPSTREAM_UNAVAILABLE", "interrupted between two tries", e);
        }
    }
}
