package io.kernelgraft.kernelbuilder.packages;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.kernelbuilder.KernelBuilderConfig;
import io.kernelgraft.kernelbuilder.image.Workbench;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The image's own dnf5 and rpm. It sees no repository and no network: what is not given as a file can't come in, and
 * nothing is ever removed that was not named (failure H10). OpenPGP signatures are checked before, in Java, against the
 * line's pinned key; so no key has to be imported into the image's package database.
 */
public final class Dnf {
    private static final String RPMS = "/run/kernelgraft-rpms";
    private static final String OWNER = "owner ";
    private static final List<String> OPTIONS = List.of(
            "--assumeyes",
            "--setopt=reposdir=/run/kernelgraft-no-repositories",
            "--setopt=plugins=False",
            "--setopt=localpkg_gpgcheck=False",
            "--setopt=install_weak_deps=False",
            "--setopt=clean_requirements_on_remove=False",
            // The kernel it would protect is the build machine's.
            "--setopt=protect_running_kernel=False");

    private final Workbench bench;
    private final KernelBuilderConfig config;
    private final Progress progress;

    public Dnf(Workbench bench, KernelBuilderConfig config, Progress progress) {
        this.bench = bench;
        this.config = config;
        this.progress = progress;
    }

    public PackageSet installed() throws InterruptedException {
        return PackageSet.answered(bench.look(PackageSet.question(config.deadline())));
    }

    /** All there is to say of each installed package. */
    public List<InstalledPackage> details() throws InterruptedException {
        ToolCall question = ToolCall.of(
                "rpm-details", config.deadline(), "rpm", "-qa", "--queryformat", InstalledPackage.QUERY_FORMAT);
        return InstalledPackage.parse(bench.look(question)
                .orFail(FailureKind.REJECTED, "PACKAGE_DATABASE_UNREADABLE")
                .stdout());
    }

    /** Paths that these installed packages consist of, with {@code /usr} before what a merged root has there. */
    public SortedSet<String> files(Collection<String> names) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("rpm", "-q", "--queryformat", "[%{FILENAMES}\\n]", "--"));
        argv.addAll(names);
        return bench.look(ToolCall.of("rpm-files", config.deadline(), argv))
                .orFail(FailureKind.REJECTED, "PACKAGE_DATABASE_UNREADABLE")
                .stdout()
                .lines()
                .map(path -> path.startsWith("/lib/") ? "/usr" + path : path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of the packages that own any of these files; none for files that no package owns. */
    public SortedSet<String> owners(List<String> paths) throws InterruptedException {
        if (paths.isEmpty()) {
            return new TreeSet<>();
        }
        List<String> argv = new ArrayList<>(List.of("rpm", "-qf", "--queryformat", OWNER + "%{NAME}\\n", "--"));
        argv.addAll(paths);
        // Exits 1 if any of the files has no owner; its line says so and does not begin like ours.
        return bench.look(ToolCall.of("rpm-owners", config.deadline(), argv))
                .stdout()
                .lines()
                .filter(line -> line.startsWith(OWNER))
                .map(line -> line.substring(OWNER.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Removes exactly these, and what depends on them, which the package plan then objects to.
     *
     * @param names installed packages; nothing happens if there are none
     * @throws StageFailure REJECTED {@code PACKAGE_REMOVE_FAILED}
     */
    public void remove(List<String> names) throws InterruptedException {
        if (!names.isEmpty()) {
            transaction("dnf-remove", "remove", names, FailureKind.REJECTED, "PACKAGE_REMOVE_FAILED");
        }
    }

    /**
     * Installs exactly these files.
     *
     * @param directory holds the files on the host
     * @throws StageFailure of the given kind, {@code PACKAGE_INSTALL_FAILED} or {@code SCRIPTLET_FAILED}
     */
    public void install(Path directory, Collection<String> files, FailureKind kind) throws InterruptedException {
        if (!files.isEmpty()) {
            bench.show(directory, RPMS);
            List<String> paths = files.stream().map(file -> RPMS + "/" + file).toList();
            transaction("dnf-install", "install", paths, kind, "PACKAGE_INSTALL_FAILED");
        }
    }

    private void transaction(String name, String verb, List<String> what, FailureKind kind, String reason)
            throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("dnf"));
        argv.addAll(OPTIONS);
        argv.add(verb);
        argv.addAll(what);
        DnfOutput output = new DnfOutput("dnf " + verb, progress);
        bench.run(ToolCall.of(name, config.dnfDeadline(), argv).onLine(output)).orFail(kind, reason);
        if (!output.failedScriptlets().isEmpty()) {
            throw new StageFailure(
                    kind, "SCRIPTLET_FAILED", "dnf " + verb + ": " + String.join(" | ", output.failedScriptlets()));
        }
    }
}
