package io.kernelgraft.kernelbuilder.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.kernelbuilder.machine.MachineLab;
import io.kernelgraft.kernelbuilder.machine.UnpackedImage;
import io.kernelgraft.kernelbuilder.packages.InstalledPackage;
import io.kernelgraft.runtime.container.RootTree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the base image's own rpm says of its packages; needs root, for chroot. */
class SbomST {
    @TempDir
    Path directory;

    @Test
    void shouldListEveryPackageOfTheLabsBase() throws Exception {
        assumeTrue(MachineLab.missing().isEmpty(), MachineLab::missing);
        Path root = directory.resolve("root");
        try {
            // Given
            UnpackedImage image = MachineLab.unpack(root);
            String said = image.run("rpm", "-qa", "--queryformat", InstalledPackage.QUERY_FORMAT)
                    .output();
            List<InstalledPackage> packages = InstalledPackage.parse(said);
            // When
            String distribution = Distribution.of(new RootTree(image.root()));
            JsonNode bom =
                    new ObjectMapper().readTree(SampleSbom.sbom(distribution).of(packages));
            // Then
            assertThat(CycloneDxSchema.violations(bom)).isEmpty();
            assertThat(bom.path("components").findValuesAsText("bom-ref"))
                    .anyMatch(ref -> ref.startsWith("pkg:rpm/debian/kernel-core@"))
                    .hasSize(image.run("rpm", "-qa").output().lines().toList().size());
            assertThat(bom.path("components").findValuesAsText("purl"))
                    .allMatch(purl -> purl.startsWith("pkg:rpm/debian/"));
            assertThat(packages).allMatch(each -> each.headerSha256().matches("[0-9a-f]{64}"));
        } finally {
            MachineLab.remove(root);
        }
    }
}
