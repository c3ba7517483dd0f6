package io.kernelgraft.kernelbuilder.sbom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.kernelbuilder.packages.InstalledPackage;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The software bill of materials of a candidate: CycloneDX 1.6, JSON. The same candidate and packages give the same bytes:
 * it has no serial number, its time is the rebuild's, and everything is sorted.
 *
 * @param candidate the pushed image, pinned
 * @param labels the image's
 * @param kmods what became of each kmod of the line
 * @param distribution os-release's ID, for example {@code fedora}; empty if there is none
 */
public record Sbom(
        Rebuild rebuild,
        ImageReference candidate,
        Map<String, String> labels,
        List<KmodOutcome> kmods,
        String distribution) {
    public static final String MEDIA_TYPE = "application/vnd.cyclonedx+json";

    private static final String OURS = "kernelgraft:";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public Sbom {
        labels = Map.copyOf(labels);
        kmods = List.copyOf(kmods);
    }

    /** @param packages all of the image's, in any order; those without an architecture are keys and not listed */
    public byte[] of(List<InstalledPackage> packages) {
        // Two packages of one name, version and architecture are one to a scanner.
        Map<String, Bom.Component> components = new TreeMap<>();
        for (InstalledPackage each : packages) {
            if (!each.arch().isEmpty()) {
                Bom.Component component = component(each);
                components.put(component.purl(), component);
            }
        }
        Bom.Component image = image();
        Bom bom = new Bom(
                new Bom.Metadata(rebuild.requestedAt().toString(), new Bom.Tools(List.of(tool())), image),
                List.copyOf(components.values()),
                List.of(new Bom.Dependency(image.ref(), List.copyOf(components.keySet()))));
        try {
            return JSON.writeValueAsBytes(bom);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Bom.Component tool() {
        return new Bom.Component("application", null, null, "kernelgraft", null, null, null, null);
    }

    private Bom.Component image() {
        List<Bom.Property> properties = new ArrayList<>();
        properties.add(new Bom.Property(OURS + "rebuild", rebuild.id()));
        properties.add(new Bom.Property(OURS + "base", rebuild.base().toString()));
        properties.add(new Bom.Property(OURS + "kernel", rebuild.kernel().toString()));
        properties.add(new Bom.Property(OURS + "kver", rebuild.kver().value()));
        properties.add(new Bom.Property(OURS + "snapshot", rebuild.snapshot().toString()));
        rebuild.userland().forEach(each -> properties.add(new Bom.Property(OURS + "userland", each.toString())));
        kmods.forEach(kmod -> properties.add(new Bom.Property(
                OURS + "kmod", kmod.name() + "=" + kmod.status().name().toLowerCase(Locale.ROOT))));
        new TreeMap<>(labels).forEach((name, value) -> properties.add(new Bom.Property("label:" + name, value)));
        String purl = purl(
                "oci",
                null,
                candidate.repository().substring(candidate.repository().lastIndexOf('/') + 1),
                candidate.pinned().value(),
                Map.of("repository_url", candidate.host() + "/" + candidate.repository()));
        return new Bom.Component(
                "container", purl, null, rebuild.line(), candidate.pinned().value(), null, purl, properties);
    }

    private Bom.Component component(InstalledPackage of) {
        Map<String, String> qualifiers = new TreeMap<>(Map.of("arch", of.arch()));
        if (of.epoch() != 0) {
            qualifiers.put("epoch", Integer.toString(of.epoch()));
        }
        if (!of.sourceRpm().isEmpty()) {
            qualifiers.put("upstream", of.sourceRpm());
        }
        String purl = purl(
                "rpm",
                distribution.isEmpty() ? null : distribution,
                of.name(),
                of.version() + "-" + of.release(),
                qualifiers);
        List<Bom.Property> properties = new ArrayList<>();
        if (!of.headerSha256().isEmpty()) {
            // Not one of CycloneDX' hashes: those are of the package's file, which an image does not have.
            properties.add(new Bom.Property(OURS + "rpm-header-sha256", of.headerSha256()));
        }
        if (isKernel(of)) {
            properties.add(new Bom.Property(OURS + "role", "kernel"));
        }
        List<Bom.LicenseChoice> licenses =
                of.license().isEmpty() ? null : List.of(new Bom.LicenseChoice(new Bom.License(of.license())));
        return new Bom.Component("library", purl, of.vendor(), of.name(), of.evr(), licenses, purl, properties);
    }

    private boolean isKernel(InstalledPackage of) {
        Nevra kernel = rebuild.kernel();
        return kernel.name().equals(of.name())
                && kernel.evr().equals(of.evr())
                && kernel.arch().equals(of.arch());
    }

    private static String purl(
            String type, String namespace, String name, String version, Map<String, String> qualifiers) {
        try {
            return new PackageURL(type, namespace, name, version, new TreeMap<>(qualifiers), null).canonicalize();
        } catch (MalformedPackageURLException e) {
            throw new IllegalArgumentException(
                    "no package URL can be made of " + type + " '" + name + "' '" + version + "'", e);
        }
    }
}
