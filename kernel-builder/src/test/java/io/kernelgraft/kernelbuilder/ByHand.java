package io.kernelgraft.kernelbuilder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Does by hand what a recipe says, in a build context of its own. */
record ByHand(KernelBuilderLab lab, Path context) {
    /** Every command in the recipe's head is run just as a person would paste it, but for plain HTTP and our storage. */
    void build(String name, String recipe, String options) throws Exception {
        Path file = Files.writeString(context.resolve(name + ".containerfile"), recipe);
        String commands = String.join(
                        "\n",
                        recipe.lines()
                                .filter(line -> line.startsWith("#   "))
                                .map(line -> line.substring(4))
                                .toList())
                .replace("skopeo copy ", "skopeo copy --quiet --src-tls-verify=false ")
                .replace(
                        "buildah build -f <this file>",
                        String.join(" ", lab.buildahArgv()) + " build --isolation chroot --tls-verify=false --quiet "
                                + options + " -t localhost/by-hand:" + name + " -f " + file);
        LabAssets.run("bash", "-c", "set -e; cd " + context + "\n" + commands);
    }

    /** Type, mode and checksum of everything in an image, by path. */
    Map<String, String> files(String image) {
        String container =
                buildah("from", "--quiet", "--tls-verify=false", image).strip();
        try {
            String root = buildah("mount", container).strip();
            Map<String, String> files = new TreeMap<>();
            LabAssets.run("find", root, "-xdev", "!", "-type", "f", "-printf", "/%P %y %m %l\\n")
                    .lines()
                    .forEach(line -> put(files, line));
            LabAssets.run("find", root, "-xdev", "-type", "f", "-printf", "/%P %y %m\\n")
                    .lines()
                    .forEach(line -> put(files, line));
            LabAssets.run(
                            "bash",
                            "-c",
                            "cd \"$1\" && find . -xdev -type f -print0 | xargs -0 sha256sum | sed 's|  \\./|  /|'",
                            "bash",
                            root)
                    .lines()
                    .forEach(line -> files.merge(line.substring(66), line.substring(0, 64), (a, b) -> a + " " + b));
            return files;
        } finally {
            buildah("rm", container);
        }
    }

    private static void put(Map<String, String> files, String line) {
        String[] parts = line.split(" ", 2);
        files.put(parts[0], parts[1]);
    }

    static List<String> different(Map<String, String> one, Map<String, String> other) {
        Map<String, String> all = new TreeMap<>(one);
        all.putAll(other);
        return all.keySet().stream()
                .filter(path -> !String.valueOf(one.get(path)).equals(other.get(path)))
                .toList();
    }

    private String buildah(String... arguments) {
        List<String> argv = new ArrayList<>(lab.buildahArgv());
        argv.addAll(List.of(arguments));
        return LabAssets.run(argv.toArray(String[]::new));
    }
}
