package io.kernelgraft.signer.kmods;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Manifest;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.layer.UnsignedFile;
import io.kernelgraft.signer.module.Compression;
import io.kernelgraft.signer.module.ModuleKernel;
import io.kernelgraft.signer.module.ModulePath;
import io.kernelgraft.signer.rpm.ModuleExtract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The modules in the kmods artifact; anything in it that the line does not list is refused, not skipped (failure F26). */
final class KmodRpms {
    private static final String ARTIFACT_TYPE = "application/vnd.kernelgraft.kmods.v1";
    private static final String KMOD = "io.kernelgraft.kmod";

    private final Registry registry;
    private final StageContext context;

    KmodRpms(Registry registry, StageContext context) {
        this.registry = registry;
        this.context = context;
    }

    /**
     * @throws StageFailure POLICY {@code KMOD_NOT_LISTED}, {@code KMOD_FILE_OUTSIDE}; UPSTREAM {@code KMODS_INVALID},
     *     {@code KMODS_INCOMPLETE}, {@code MODULE_OF_OTHER_KERNEL}, {@code RPM_DAMAGED} and the reasons of {@link
     *     ModulePath} and {@link ModuleKernel}
     */
    List<UnsignedFile> unpack(KmodsBuilt built) throws IOException {
        Manifest manifest = registry.manifest(built.artifact());
        if (!manifest.artifactType().equals(ARTIFACT_TYPE)) {
            throw invalid(manifest, "its type is '" + manifest.artifactType() + "', expected " + ARTIFACT_TYPE);
        }
        Map<String, Set<String>> expected = expected(built);
        ModuleExtract modules =
                new ModuleExtract(context.workspace(), context.rebuild().kver());
        for (Descriptor layer : manifest.layers()) {
            String kmod = layer.annotations().getOrDefault(KMOD, "");
            String title = title(manifest, layer);
            Set<String> claimed = expected.get(kmod);
            if (claimed == null || !claimed.remove(title)) {
                throw new StageFailure(
                        FailureKind.POLICY,
                        "KMOD_NOT_LISTED",
                        "the artifact has " + title + " of kmod '" + kmod
                                + "', which is not among the built kmods that line '"
                                + context.line().name() + "' lists");
            }
            unpack(built, layer, title, modules);
        }
        requireAll(expected);
        for (UnsignedFile module : modules.found()) {
            requireKernel(module);
        }
        return List.copyOf(modules.found());
    }

    /** The RPMs of each kmod that the line lists and that was built. */
    private Map<String, Set<String>> expected(KmodsBuilt built) {
        Set<String> listed = context.line().kmods().modules().stream()
                .map(LineFile.Kmod::name)
                .collect(Collectors.toSet());
        Map<String, Set<String>> expected = new TreeMap<>();
        for (KmodOutcome kmod : built.kmods()) {
            if (kmod.status() == Status.BUILT && listed.contains(kmod.name())) {
                expected.put(kmod.name(), new TreeSet<>(kmod.rpms()));
            }
        }
        return expected;
    }

    private void unpack(KmodsBuilt built, Descriptor layer, String title, ModuleExtract modules) throws IOException {
        context.progress().report("Reading " + title);
        Path file = context.workspace().resolve(title);
        registry.fetchBlob(built.artifact(), layer, file);
        RpmFile rpm = RpmFile.open(file);
        rpm.files().stream()
                .filter(entry -> Compression.ofFile(entry.path()).isPresent())
                .filter(entry -> ModulePath.of(entry, context.rebuild().kver())
                        .filter(path -> path.rest().startsWith("extra/"))
                        .isEmpty())
                .findFirst()
                .ifPresent(entry -> {
                    throw new StageFailure(
                            FailureKind.POLICY,
                            "KMOD_FILE_OUTSIDE",
                            title + " has a module " + entry.path() + ", expected all of them under /usr/lib/modules/"
                                    + context.rebuild().kver() + "/extra/");
                });
        rpm.payload(modules::take);
    }

    private static void requireAll(Map<String, Set<String>> expected) {
        expected.values().removeIf(Set::isEmpty);
        if (!expected.isEmpty()) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "KMODS_INCOMPLETE",
                    "the artifact lacks packages of built kmods: " + expected);
        }
    }

    private void requireKernel(UnsignedFile module) throws IOException {
        String release = ModuleKernel.of(module.file(), module.path());
        if (!release.equals(context.rebuild().kver().value())) {
            throw new StageFailure(
                    FailureKind.UPSTREAM,
                    "MODULE_OF_OTHER_KERNEL",
                    "module " + module.path() + " was built for '" + release + "', expected "
                            + context.rebuild().kver());
        }
    }

    /** A NEVRA has no slash, so a title that is one is safe as a file name. */
    private static String title(Manifest manifest, Descriptor layer) {
        String title = layer.title().orElse("");
        try {
            if (title.endsWith(".rpm")) {
                Nevra.parse(title.substring(0, title.length() - ".rpm".length()));
                return title;
            }
        } catch (IllegalArgumentException e) {
            throw invalid(manifest, e.getMessage());
        }
        throw invalid(manifest, "a layer's title is '" + title + "', expected the file name of an RPM");
    }

    private static StageFailure invalid(Manifest manifest, String message) {
        return new StageFailure(
                FailureKind.UPSTREAM, "KMODS_INVALID", "kmods artifact " + manifest.reference() + ": " + message);
    }
}
