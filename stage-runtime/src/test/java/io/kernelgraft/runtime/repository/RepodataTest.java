package io.kernelgraft.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.kernelgraft.contract.image.Nevra;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class RepodataTest {
    private static final String SHA256 = "a".repeat(64);
    private static final Nevra CORE = Nevra.parse("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64");

    @Test
    void shouldFindEveryListingOfAWantedPackage() throws Exception {
        String primary = primary(
                listing("kernel-cachyos-core", "x86_64", "7.2.0", "09000001-kernel-cachyos/core.rpm"),
                listing("kernel-cachyos-core", "x86_64", "7.2.0", "09000002-kernel-cachyos/core.rpm"),
                listing("kernel-cachyos-core", "x86_64", "7.2.1", "09000003-kernel-cachyos/core.rpm"),
                listing("kernel-cachyos-core", "aarch64", "7.2.0", "09000004-kernel-cachyos/core.rpm"));

        assertThat(PrimaryXml.find(stream(primary), Set.of(CORE)))
                .containsExactly(
                        new ListedRpm(CORE, "09000001-kernel-cachyos/core.rpm", SHA256, 1234),
                        new ListedRpm(CORE, "09000002-kernel-cachyos/core.rpm", SHA256, 1234));
    }

    @Test
    void shouldRefuseAPlaceOutsideTheRepository() {
        for (String href :
                new String[] {"../core.rpm", "a/../../core.rpm", "/etc/passwd", "http://evil.example/a.rpm", ""}) {
            String primary = primary(listing("kernel-cachyos-core", "x86_64", "7.2.0", href));

            assertThatThrownBy(() -> PrimaryXml.find(stream(primary), Set.of(CORE)))
                    .hasMessageContaining("expected a path within the repository, not '" + href + "'");
        }
    }

    @Test
    void shouldNotReadOtherFilesThroughEntities() {
        String primary = "<!DOCTYPE metadata [<!ENTITY secret SYSTEM \"file:///etc/hostname\">]>"
                + primary(listing("&secret;", "x86_64", "7.2.0", "a/core.rpm"));

        assertThatThrownBy(() -> PrimaryXml.find(stream(primary), Set.of(CORE))).hasMessageContaining("secret");
    }

    @Test
    void shouldSayThatMetadataEndEarly() {
        String primary = primary(listing("kernel-cachyos-core", "x86_64", "7.2.0", "a/core.rpm"));

        assertThatThrownBy(() -> PrimaryXml.find(stream(primary.substring(0, primary.length() - 20)), Set.of(CORE)))
                .isInstanceOf(javax.xml.stream.XMLStreamException.class);
    }

    @Test
    void shouldFindThePrimaryMetadata() throws Exception {
        String repomd = """
                <repomd xmlns="http://linux.duke.edu/metadata/repo">
                  <data type="filelists"><checksum type="sha256">%s</checksum><location href="repodata/f.xml.zst"/></data>
                  <data type="primary"><checksum type="sha256">%s</checksum><open-checksum type="sha256">%s</open-checksum>
                    <location href="repodata/p.xml.zst"/></data>
                </repomd>""".formatted("b".repeat(64), SHA256, "c".repeat(64));

        assertThat(RepomdXml.primary(stream(repomd))).isEqualTo(new RepomdXml.Primary("repodata/p.xml.zst", SHA256));
        assertThatThrownBy(() -> RepomdXml.primary(stream("<html><body>502</body></html>")))
                .hasMessageContaining("expected primary data");
    }

    @Test
    void shouldDecompressByName() throws Exception {
        byte[] text = "metadata".getBytes();
        ByteArrayOutputStream gz = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gz)) {
            out.write(text);
        }
        ByteArrayOutputStream xz = new ByteArrayOutputStream();
        try (XZOutputStream out = new XZOutputStream(xz, new LZMA2Options())) {
            out.write(text);
        }

        assertThat(read("p.xml.gz", gz.toByteArray())).isEqualTo("metadata");
        assertThat(read("p.xml.xz", xz.toByteArray())).isEqualTo("metadata");
        assertThat(read("p.xml.zst", Zstd.compress(text))).isEqualTo("metadata");
        assertThatThrownBy(() -> read("p.xml.bz2", text)).hasMessageContaining("expected .gz, .zst, .xz or .xml");
    }

    private static String read(String name, byte[] bytes) throws Exception {
        try (InputStream in = Decompressed.by(name, new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String primary(String... listings) {
        return "<metadata xmlns=\"http://linux.duke.edu/metadata/common\">" + String.join("", listings) + "</metadata>";
    }

    private static String listing(String name, String arch, String version, String href) {
        return """
                <package type="rpm"><name>%s</name><arch>%s</arch><version epoch="0" ver="%s" rel="cachyos1.fc44"/>
                <checksum type="sha256" pkgid="YES">%s</checksum><summary>A &lt;kernel></summary>
                <size package="1234" installed="1" archive="1"/><location href="%s"/>
                <format><file>/usr/bin/name</file></format></package>""".formatted(name, arch, version, SHA256, href);
    }
}
