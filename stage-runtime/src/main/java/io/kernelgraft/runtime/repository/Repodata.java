package io.kernelgraft.runtime.repository;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.stage.StageFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamException;

/** What a repository offers, by its own metadata; they are only believed if their checksum is that of repomd.xml. */
@ApplicationScoped
public class Repodata {
    private static final long PRIMARY_BYTES = 256L << 20;

    private final UpstreamHttp http;

    public Repodata(UpstreamHttp http) {
        this.http = http;
    }

    /**
     * Every listed RPM that is one of {@code wanted}; the same NEVRA may be listed several times.
     *
     * @param workspace where the metadata are kept meanwhile
     * @throws StageFailure TRANSIENT {@code REPODATA_DAMAGED} if they are half-written or not what repomd.xml says
     */
    public List<ListedRpm> find(URI repository, Set<Nevra> wanted, Path workspace) {
        URI repomd = repository.resolve("repodata/repomd.xml");
        byte[] document = http.get(repomd, Map.of()).body();
        Path file = workspace.resolve("primary");
        try {
            RepomdXml.Primary primary = RepomdXml.primary(new ByteArrayInputStream(document));
            http.download(repository.resolve(primary.href()), PRIMARY_BYTES, file);
            Checksum.require(file, primary.sha256());
            try (InputStream in =
                    Decompressed.by(primary.href(), new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
                return PrimaryXml.find(in, wanted);
            }
        } catch (XMLStreamException | IOException | IllegalArgumentException e) {
            throw new StageFailure(FailureKind.TRANSIENT, "REPODATA_DAMAGED", repomd + ": " + e.getMessage(), e);
        }
    }
}
