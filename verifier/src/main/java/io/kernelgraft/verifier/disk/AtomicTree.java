package io.kernelgraft.verifier.disk;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Rearranges the files of a container into what ostree deploys: /etc as /usr/etc, /var empty, and what people write to
 * linked into /var. Changes the working container, never the image.
 *
 * @see <a href="https://ostreedev.github.io/ostree/adapting-existing/">ostree: adapting existing systems</a>
 */
final class AtomicTree {
    // What a running system keeps in /var; images made for ostree have these links already.
    private static final Map<String, String> IN_VAR =
            Map.of("home", "var/home", "root", "var/roothome", "opt", "var/opt", "srv", "var/srv", "mnt", "var/mnt");
    private static final List<String> MOUNT_POINTS = List.of("boot", "dev", "proc", "run", "sys", "sysroot", "tmp");

    private final Path root;
    private final PreparationTools tools;

    AtomicTree(RootTree tree, PreparationTools tools) {
        this.root = tree.root();
        this.tools = tools;
    }

    /** @param var an empty directory outside the tree, for what the image has below /var */
    void arrange(Path var) throws IOException, InterruptedException {
        requireDirectory("usr");
        requireDirectory("etc");
        requireDirectory("var");
        if (Files.exists(root.resolve("usr/etc"), LinkOption.NOFOLLOW_LINKS)) {
            throw notDeployable("has both /etc and /usr/etc");
        }
        tools.run("etc-to-usr", "mv", "--no-target-directory", at("etc"), at("usr/etc"));
        tools.run("var-content", "cp", "--archive", "--", at("var") + "/.", var.toString());
        for (Map.Entry<String, String> link : IN_VAR.entrySet()) {
            moveToVar(link.getKey(), link.getValue(), var);
        }
        empty("var");
        for (String mountPoint : MOUNT_POINTS) {
            empty(mountPoint);
        }
        replaceByLink("ostree", "sysroot/ostree");
    }

    private void moveToVar(String name, String target, Path var) throws IOException, InterruptedException {
        Path inVar = Files.createDirectories(var.resolve(target.substring("var/".length())));
        if (isDirectory(name)) {
            tools.run("var-" + name, "cp", "--archive", "--", at(name) + "/.", inVar.toString());
        }
        replaceByLink(name, target);
    }

    private void empty(String name) throws IOException, InterruptedException {
        tools.run("empty-" + name, "rm", "-rf", "--one-file-system", "--", at(name));
        Files.createDirectory(root.resolve(name));
        if (name.equals("tmp")) {
            tools.run("tmp-mode", "chmod", "1777", at(name));
        }
    }

    private void replaceByLink(String name, String target) throws IOException, InterruptedException {
        tools.run("link-" + name, "rm", "-rf", "--one-file-system", "--", at(name));
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    private String at(String name) {
        return root.resolve(name).toString();
    }

    private boolean isDirectory(String name) {
        return Files.isDirectory(root.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** A link there could lead out of the tree, onto this machine. */
    private void requireDirectory(String name) {
        if (!isDirectory(name)) {
            throw notDeployable("has no directory /" + name);
        }
    }

    private static StageFailure notDeployable(String why) {
        return new StageFailure(FailureKind.REJECTED, "NOT_DEPLOYABLE", "the image " + why);
    }
}
