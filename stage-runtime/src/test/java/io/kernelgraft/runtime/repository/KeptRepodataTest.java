package io.kernelgraft.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kernelgraft.runtime.http.UpstreamConfig;
import io.kernelgraft.runtime.http.UpstreamHttp;
import io.kernelgraft.runtime.registry.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptRepodataTest {
    @TempDir
    Path directory;

    private final List<String> answered = new CopyOnWriteArrayList<>();
    private final UpstreamHttp http = new UpstreamHttp(new UpstreamConfig() {
        @Override
        public Duration responseTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public List<Duration> fetchPauses() {
            return List.of();
        }
    });
    private HttpServer server;
    private URI repository;
    private String primary = primary("1.0");
    private String broken = "";

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        repository = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/repo/");
    }

    @AfterEach
    void stop() {
        http.close();
        server.stop(0);
    }

    @Test
    void shouldDownloadNothingWhenNothingChanged() {
        // Given
        KeptRepodata kept = new KeptRepodata(http, directory);
        List<ListedRpm> first = kept.named(repository, Set.of("akmod-vpoll"));
        answered.clear();

        // When
        List<ListedRpm> again = new KeptRepodata(http, directory).named(repository, Set.of("akmod-vpoll"));

        // Then
        assertThat(first).extracting(rpm -> rpm.nevra().toString()).containsExactly("akmod-vpoll-1.0-1.noarch");
        assertThat(again).isEqualTo(first);
        assertThat(answered).containsExactly("304 repomd.xml");
    }

    @Test
    void shouldReadWhatIsNewAndDropWhatIsOld() throws IOException {
        KeptRepodata kept = new KeptRepodata(http, directory);
        kept.named(repository, Set.of("akmod-vpoll"));
        primary = primary("1.1");

        assertThat(kept.named(repository, Set.of("akmod-vpoll")))
                .extracting(rpm -> rpm.nevra().version())
                .containsExactly("1.1");
        assertThat(primaries()).hasSize(1);
    }

    @Test
    void shouldFetchDamagedMetadataAnew() throws IOException {
        KeptRepodata kept = new KeptRepodata(http, directory);
        List<ListedRpm> first = kept.named(repository, Set.of("akmod-vpoll"));
        Files.writeString(primaries().getFirst(), "poison");

        assertThat(kept.named(repository, Set.of("akmod-vpoll"))).isEqualTo(first);
        assertThat(answered).endsWith("304 repomd.xml", "200 primary.xml");
    }

    @Test
    void shouldNotBelieveMetadataOfAnotherChecksum() {
        broken = "<!-- more -->";

        assertThatThrownBy(() -> new KeptRepodata(http, directory).named(repository, Set.of("akmod-vpoll")))
                .extracting("kind.name", "reason")
                .containsExactly("TRANSIENT", "REPODATA_DAMAGED");
    }

    private List<Path> primaries() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("primary-"))
                    .toList();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String name =
                    Path.of(exchange.getRequestURI().getPath()).getFileName().toString();
            String body = name.equals("repomd.xml") ? repomd() : primary + broken;
            String tag = "\"" + Sha256.of(body.getBytes(StandardCharsets.UTF_8)).hex() + "\"";
            boolean unchanged = tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            answered.add((unchanged ? "304 " : "200 ") + name);
            exchange.getResponseHeaders().set("ETag", tag);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(unchanged ? 304 : 200, unchanged ? -1 : bytes.length);
            if (!unchanged) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private String repomd() {
        return """
                <repomd xmlns="http://linux.duke.edu/metadata/repo">
                  <data type="primary"><checksum type="sha256">%s</checksum><location href="repodata/primary.xml"/></data>
                </repomd>""".formatted(Sha256.of(primary.getBytes(StandardCharsets.UTF_8)).hex());
    }

    private static String primary(String version) {
        return """
                <metadata xmlns="http://linux.duke.edu/metadata/common" packages="2">
                <package type="rpm"><name>other</name><arch>odd arch</arch><version epoch="0" ver="1 0" rel="1"/>
                  <checksum type="sha256" pkgid="YES">x</checksum><location href="../x"/></package>
                <package type="rpm"><name>akmod-vpoll</name><arch>noarch</arch><version epoch="0" ver="%s" rel="1"/>
                  <checksum type="sha256" pkgid="YES">%s</checksum><size package="12"/><location href="a.rpm"/></package>
                </metadata>""".formatted(version, "a".repeat(64));
    }
}
