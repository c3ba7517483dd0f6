package io.kernelgraft.kmodbuilder.source;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile.Source;
import io.kernelgraft.kmodbuilder.KmodBuilderConfig;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Brings pinned sources into the workspace. Only the bytes or the commit that the line names are ever built. */
public final class SourceTree {
    private static final long MOST_BYTES = 512L << 20;
    private static final String SHA256 = "sha256:";

    private final UpstreamHttp http;
    private final ToolRunner tools;
    private final KmodBuilderConfig config;
    private final Progress progress;

    public SourceTree(UpstreamHttp http, ToolRunner tools, KmodBuilderConfig config, Progress progress) {
        this.http = http;
        this.tools = tools;
        this.config = config;
        this.progress = progress;
    }

    /**
     * @param directory is made here, and holds the sources afterwards
     * @return the directory within that has the Kbuild file
     * @throws UnusableSource if they are not what the line says
     * @throws StageFailure TRANSIENT {@code UPSTREAM_UNAVAILABLE} after all tries (failure H8)
     */
    public Path fetch(Source source, Path directory) throws InterruptedException {
        try {
            Files.createDirectories(directory);
            for (int attempt = 1; ; attempt++) {
                try {
                    progress.report("fetching " + source.url());
                    once(source, directory);
                    break;
                } catch (StageFailure e) {
                    if (e.kind() == FailureKind.UPSTREAM) {
                        throw new UnusableSource(e.getMessage());
                    }
                    if (e.kind() != FailureKind.TRANSIENT || attempt >= config.fetchAttempts()) {
                        throw e;
                    }
                    Duration pause = config.fetchPause().multipliedBy(attempt);
                    progress.report(
                            "sources not there, trying again in " + pause.toSeconds() + " s: " + e.getMessage());
                    Thread.sleep(pause);
                }
            }
            Path kbuild = directory.resolve(source.directory()).normalize();
            // By its real path: a link in the sources must not lead anywhere else.
            if (!kbuild.startsWith(directory)
                    || !Files.isDirectory(kbuild)
                    || !kbuild.toRealPath().startsWith(directory.toRealPath())
                    || !(Files.exists(kbuild.resolve("Kbuild")) || Files.exists(kbuild.resolve("Makefile")))) {
                throw new UnusableSource("source.directory: expected a directory with a Kbuild file or Makefile, '"
                        + source.directory() + "' is none");
            }
            return kbuild;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void once(Source source, Path directory) throws IOException, InterruptedException {
        if (source.digest().startsWith(SHA256)) {
            Path tarball = directory.resolveSibling(directory.getFileName() + ".tar");
            http.download(URI.create(source.url()), MOST_BYTES, tarball);
            String got = Sha256.of(tarball).value();
            if (!got.equals(source.digest())) {
                throw new UnusableSource(source.url() + " has " + got + ", the line says " + source.digest());
            }
            Tarball.unpack(tarball, directory);
            Files.delete(tarball);
        } else {
            Path archive = new GitCommit(tools, config.fetchDeadline())
                    .archive(
                            source.url(),
                            source.digest().substring("git:".length()),
                            directory.resolveSibling(directory.getFileName() + ".git"));
            Tarball.unpack(archive, directory);
            Files.delete(archive);
        }
    }
}
