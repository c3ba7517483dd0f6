package io.kernelgraft.kernelbuilder.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kernelgraft.kernelbuilder.packages.InstalledPackage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SbomTest {
    private static final String RPM = """
            kernel-cachyos-core\t0\t7.2.12\tcachyos1.fc44\tx86_64\tGPLv2 and "others"\tFedora Copr\tkernel-cachyos-7.2.12-cachyos1.fc44.src.rpm\t%s
            bind-libs\t32\t9.20.4\t1.fc44\tx86_64\tMPL-2.0\tFedora Project\tbind-9.20.4-1.fc44.src.rpm\t%s
            c++filt^odd\t0\t1~rc1\t1\tnoarch\t(none)\t(none)\t(none)\t(none)
            gpg-pubkey\t0\t1a2b\t3c4d\t(none)\tpubkey\t(none)\t(none)\t(none)
            """.formatted("0a".repeat(32), "0b".repeat(32));

    @Test
    void shouldBeValidByCycloneDxsOwnSchema() throws IOException {
        // When
        JsonNode bom = read(SampleSbom.sbom("fedora").of(InstalledPackage.parse(RPM)));
        // Then
        assertThat(CycloneDxSchema.violations(bom)).isEmpty();
        ((ObjectNode) bom.path("components").get(0)).put("type", "something");
        assertThat(CycloneDxSchema.violations(bom)).isNotEmpty();
    }

    @Test
    void shouldDescribeEveryPackage() throws IOException {
        // When
        JsonNode bom = read(SampleSbom.sbom("fedora").of(InstalledPackage.parse(RPM)));
        // Then
        assertThat(bom.path("components").findValuesAsText("purl"))
                .containsExactly(
                        "pkg:rpm/fedora/bind-libs@9.20.4-1.fc44?arch=x86_64&epoch=32&upstream=bind-9.20.4-1.fc44.src.rpm",
                        "pkg:rpm/fedora/c%2B%2Bfilt%5Eodd@1~rc1-1?arch=noarch",
                        "pkg:rpm/fedora/kernel-cachyos-core@7.2.12-cachyos1.fc44?arch=x86_64"
                                + "&upstream=kernel-cachyos-7.2.12-cachyos1.fc44.src.rpm");
        JsonNode bind = bom.path("components").get(0);
        assertThat(bind.path("version").asText()).isEqualTo("32:9.20.4-1.fc44");
        assertThat(bind.path("publisher").asText()).isEqualTo("Fedora Project");
        JsonNode kernel = bom.path("components").get(2);
        assertThat(kernel.at("/licenses/0/license/name").asText()).isEqualTo("GPLv2 and \"others\"");
        assertThat(kernel.path("properties").toString())
                .isEqualTo("[{\"name\":\"kernelgraft:rpm-header-sha256\",\"value\":\"" + "0a".repeat(32)
                        + "\"},{\"name\":\"kernelgraft:role\",\"value\":\"kernel\"}]");
        assertThat(bom.path("components").get(1).has("licenses")).isFalse();
        assertThat(bom.at("/dependencies/0/dependsOn")).hasSize(3);
    }

    @Test
    void shouldNameTheImageItsKernelAndItsKmods() throws IOException {
        // When
        JsonNode metadata = read(SampleSbom.sbom("fedora").of(List.of())).path("metadata");
        // Then
        assertThat(metadata.path("timestamp").asText()).isEqualTo("2026-11-23T03:00:00Z");
        assertThat(metadata.at("/component/purl").asText())
                .isEqualTo("pkg:oci/desktop@sha256%3A" + "cd".repeat(32)
                        + "?repository_url=registry.example%3A5000%2Forg%2Fdesktop");
        assertThat(metadata.at("/component/version").asText()).isEqualTo(SampleSbom.DIGEST);
        assertThat(metadata.at("/component/properties").findValuesAsText("value"))
                .contains(
                        "kernel-cachyos-core-7.2.12-cachyos1.fc44.x86_64",
                        "vpoll=built",
                        "xone=failed",
                        "7.2.12-cachyos1.fc44.x86_64");
    }

    @Test
    void shouldBeTheSameBytesWhateverTheOrder() {
        // Given
        String reversed = String.join("\n", RPM.lines().toList().reversed());
        // When // Then
        assertThat(SampleSbom.sbom("fedora").of(InstalledPackage.parse(reversed)))
                .isEqualTo(SampleSbom.sbom("fedora").of(InstalledPackage.parse(RPM)));
    }

    @Test
    void shouldDoWithoutADistribution() throws IOException {
        // When
        JsonNode bom = read(SampleSbom.sbom("").of(InstalledPackage.parse(RPM)));
        // Then
        assertThat(bom.path("components").get(0).path("purl").asText()).startsWith("pkg:rpm/bind-libs@");
        assertThat(CycloneDxSchema.violations(bom)).isEmpty();
    }

    @Test
    void shouldRefuseWhatRpmDoesNotWrite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstalledPackage.parse("bash\t0\t5.2"))
                .withMessage(
                        "expected 9 fields of rpm's header between tabs, the second a number, found 'bash\t0\t5.2'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InstalledPackage.parse("bash\tx\t5\t1\tnoarch\t\t\t\t"))
                .withMessageContaining("found 'bash\tx");
    }

    private static JsonNode read(byte[] bom) throws IOException {
        return new ObjectMapper().readTree(bom);
    }
}
