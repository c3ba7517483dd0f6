package io.kernelgraft.kernelbuilder.image;

import io.kernelgraft.kernelbuilder.recipe.Recipe;
import io.kernelgraft.runtime.container.ContainerCall;
import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Directories of the attempt's workspace in place of those that tools only litter: caches, logs, locks and temporary
 * files never get into the image, and none survives the attempt to poison the next one (handbook 3.2.3, failure H7).
 * {@code /run/ostree-booted} is there, so that the kernel's scriptlet leaves kernel-install alone (failures F1, F13).
 */
public final class Scratch {
    private static final List<String> PLACES =
            List.of("/run", "/tmp", "/var/tmp", "/var/cache", "/var/log", "/var/lib/dnf");

    private final Map<String, Path> places = new LinkedHashMap<>();
    private final List<String> notInTheImage = new ArrayList<>();

    /** @param directory an existing directory of the workspace */
    public Scratch(Path directory, RootTree image) throws IOException {
        for (String place : PLACES) {
            Path own =
                    Files.createDirectories(directory.resolve(place.substring(1).replace('/', '-')));
            boolean forEverybody = place.endsWith("tmp");
            Files.setPosixFilePermissions(
                    own, PosixFilePermissions.fromString(forEverybody ? "rwxrwxrwx" : "rwxr-xr-x"));
            places.put(place, own);
            if (!image.exists(place)) {
                notInTheImage.add(place);
            }
        }
        Files.createFile(places.get("/run").resolve("ostree-booted"));
    }

    /** The same directories, for who does it by hand. */
    public void tell(Recipe recipe) {
        places.forEach((inside, own) -> {
            String inContext = "scratch/" + own.getFileName();
            recipe.prepared("mkdir -p -m " + (inside.endsWith("tmp") ? "1777 " : "755 ") + "scratch " + inContext);
            recipe.shown(inContext, inside, true);
        });
        recipe.prepared("touch scratch/run/ostree-booted");
    }

    public ContainerCall under(ContainerCall call) {
        ContainerCall with = call;
        for (Map.Entry<String, Path> place : places.entrySet()) {
            with = with.sharing(place.getValue(), place.getKey());
        }
        return with;
    }

    /** Removes the mount points that had to be made. They are empty, or something wrote past the mounts. */
    public void leaveNoTrace(RootTree image) throws IOException {
        for (String place : notInTheImage) {
            Path made = image.resolveLast(place);
            if (Files.isDirectory(made, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(made);
            }
        }
    }
}
