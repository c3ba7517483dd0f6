package io.kernelgraft.kmodbuilder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.kmodbuilder.testing.RecordingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real git, and a repository that is served as plain files. */
class GitCommitTest {
    private static final String OF_NOBODY = "0123456789012345678901234567890123456789";

    @TempDir
    Path directory;

    private Path work;
    private HttpServer server;
    private RecordingContext context;

    @BeforeEach
    void serve() throws Exception {
        work = Files.createDirectories(directory.resolve("work"));
        // Hidden directories are not served.
        git("init", "--quiet", "--separate-git-dir=" + directory.resolve("repository"));
        server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                directory.toRealPath(),
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        context = new RecordingContext(null, null, directory.resolve("attempt"));
    }

    @AfterEach
    void stop() {
        context.close();
        server.stop(0);
    }

    @Test
    void shouldTakeTheWholeCommitAndNoLaterOne() throws Exception {
        // Given
        Files.writeString(work.resolve(".gitattributes"), "Kbuild export-ignore\nversion export-subst\n");
        Files.writeString(work.resolve("Kbuild"), "obj-m := hello.o\n");
        Files.writeString(work.resolve("version"), "$Format:%H$\n");
        String pinned = commit("the one");
        Files.writeString(work.resolve("Kbuild"), "obj-m := other.o\n");
        commit("a later one");

        // When
        Path unpacked = unpacked(pinned);

        // Then
        assertThat(unpacked.resolve("Kbuild")).hasContent("obj-m := hello.o\n");
        assertThat(unpacked.resolve("version")).hasContent("$Format:%H$\n");
        assertThat(unpacked.resolve(".git")).doesNotExist();
    }

    @Test
    void shouldRefuseACommitWithALinkThatLeadsOut() throws Exception {
        Files.createSymbolicLink(work.resolve("Kbuild"), Path.of("/etc/passwd"));
        String pinned = commit("leads out");
        assertThatThrownBy(() -> unpacked(pinned))
                .isInstanceOf(UnusableSource.class)
                .hasMessageContaining("'Kbuild' leads out");
    }

    @Test
    void shouldSayThatThereIsNoSuchCommit() throws Exception {
        commit("another");
        assertThatThrownBy(() -> unpacked(OF_NOBODY))
                .isInstanceOf(UnusableSource.class)
                .hasMessageContaining("has no commit " + OF_NOBODY);
    }

    @Test
    void shouldSayThatThereIsNoSuchRepository() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/nowhere";
        assertThatThrownBy(() -> commits().archive(url, OF_NOBODY, directory.resolve("fetched")))
                .isInstanceOf(UnusableSource.class)
                .hasMessage("there is no git repository " + url);
    }

    @Test
    void shouldQuoteGitWhenNobodyAnswers() {
        assertThatThrownBy(() -> commits().archive("http://127.0.0.1:9/", OF_NOBODY, directory.resolve("fetched")))
                .hasMessageContaining("127.0.0.1 port 9")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.TRANSIENT, "UPSTREAM_UNAVAILABLE");
    }

    private Path unpacked(String commit) throws Exception {
        git("update-server-info");
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/repository";
        Path tarball = commits().archive(url, commit, directory.resolve("fetched"));
        Path unpacked = Files.createDirectories(directory.resolve("unpacked"));
        Tarball.unpack(tarball, unpacked);
        return unpacked;
    }

    private GitCommit commits() {
        return new GitCommit(context.tools(), Duration.ofMinutes(1));
    }

    private String commit(String message) throws Exception {
        git("add", "--all");
        git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "--allow-empty", "-m", message);
        return git("rev-parse", "HEAD");
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("git", "-C", work.toString()));
        argv.addAll(List.of(arguments));
        Process git = new ProcessBuilder(argv).redirectErrorStream(true).start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(output).isZero();
        return output.strip();
    }
}
