package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.contract.line.LineFile.Source;
import io.kernelgraft.kmodbuilder.cache.BuiltKmod;
import io.kernelgraft.kmodbuilder.cache.BuiltKmods;
import io.kernelgraft.kmodbuilder.cache.KmodKey;
import io.kernelgraft.kmodbuilder.repository.RepositoryFile;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.repository.KeptRepodata;
import io.kernelgraft.runtime.repository.ListedRpm;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageFailure;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of a line's kmods were built before: from the same akmod package or sources, for the same kernel release, in the same
 * toolchain image. Another line's are as good.
 */
final class KnownKmods {
    private static final Set<String> ARCHITECTURES = Set.of("noarch", "x86_64");

    private record Wanted(String builtFrom, KmodKey key) {}

    private final BuiltKmods built;
    private final Registry registry;
    private final ImageReference artifacts;
    private final Map<Kmod, Wanted> wanted = new HashMap<>();

    KnownKmods(BuiltKmods built, Registry registry, ImageReference artifacts) {
        this.built = built;
        this.registry = registry;
        this.artifacts = artifacts;
    }

    /** Asks the line's repository for its newest akmods. If it does not answer, nothing is known. */
    void look(StageContext context, KeptRepodata repodata, ImageReference toolchain) {
        LineFile line = context.line();
        for (Kmod kmod : line.kmods().modules()) {
            if (kmod.source() != null) {
                String identity = identity(kmod.source());
                wanted.put(kmod, new Wanted(identity, key(context, toolchain, kmod, identity)));
            }
        }
        Set<String> akmods = line.kmods().modules().stream()
                .filter(kmod -> kmod.source() == null)
                .map(Kmod::akmod)
                .collect(Collectors.toSet());
        if (akmods.isEmpty()) {
            return;
        }
        List<ListedRpm> listed;
        try {
            listed = repodata.named(directory(line.kmods().repository()), akmods);
        } catch (StageFailure e) {
            // dnf waits for it, or says in its own words why it can't be used.
            context.progress().report("what was built before is not known: " + e.getMessage());
            return;
        }
        for (Kmod kmod : line.kmods().modules()) {
            listed.stream()
                    .filter(rpm -> rpm.nevra().name().equals(kmod.akmod())
                            && ARCHITECTURES.contains(rpm.nevra().arch()))
                    .max(Comparator.comparing(ListedRpm::nevra))
                    .ifPresent(akmod -> {
                        String nevra = akmod.nevra().toString();
                        wanted.put(
                                kmod, new Wanted(nevra, key(context, toolchain, kmod, nevra + " " + akmod.sha256())));
                    });
        }
    }

    /** Of plain sources; where they come from makes no difference. */
    static String identity(Source source) {
        return "source " + source.digest() + " " + source.directory();
    }

    private static KmodKey key(StageContext context, ImageReference toolchain, Kmod kmod, String sources) {
        return KmodKey.of(
                context.rebuild().snapshot().pinned(),
                context.line().kernel().devel(),
                toolchain.pinned(),
                kmod.name(),
                sources);
    }

    private static URI directory(LineFile.Repository repository) {
        String url = RepositoryFile.checked(repository.url());
        return URI.create(url.endsWith("/") ? url : url + "/");
    }

    /** With its RPMs in this line's repository; empty if it has to be built. */
    Optional<SettledKmod> find(Kmod kmod) {
        return Optional.ofNullable(wanted.get(kmod))
                .map(Wanted::key)
                .flatMap(key -> built.find(key).flatMap(before -> fetched(kmod, key, before)));
    }

    private Optional<SettledKmod> fetched(Kmod kmod, KmodKey key, BuiltKmod before) {
        try {
            before.rpms().forEach(rpm -> registry.copyBlob(before.artifact(), rpm, artifacts));
            return Optional.of(SettledKmod.known(kmod, before));
        } catch (StageFailure e) {
            if (e.kind() == FailureKind.UPSTREAM) {
                // Somebody cleaned the registry up.
                built.forget(key);
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * An optional one that did not compile from the same inputs, with the same reason. Of a rebuild's first attempt only:
     * who asks for another one wants it tried.
     */
    Optional<SettledKmod> findFailure(StageContext context, Kmod kmod, Duration kept) {
        if (kmod.required() || context.attempt() > 1) {
            return Optional.empty();
        }
        return Optional.ofNullable(wanted.get(kmod))
                .flatMap(asked -> built.findFailure(asked.key(), kept))
                .map(reason -> SettledKmod.failed(kmod, reason));
    }

    /** What was built just now or, if it is optional, did not compile; unless the repository had another package by then. */
    void keep(Kmod kmod, SettledKmod settled, ImageReference artifact) {
        Wanted asked = wanted.get(kmod);
        if (asked == null || !settled.builtFrom().equals(asked.builtFrom())) {
            return;
        }
        if (settled.outcome().status() == KmodOutcome.Status.BUILT) {
            built.keep(
                    asked.key(),
                    kmod.name(),
                    new BuiltKmod(artifact, settled.layers(), settled.outcome().modules()));
        } else if (!kmod.required()) {
            built.keepFailure(asked.key(), kmod.name(), settled.outcome().reason());
        }
    }
}
