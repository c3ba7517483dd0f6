package io.kernelgraft.verifier.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The lab's base image with its own, Debian-signed kernel, which any machine with Secure Boot starts. */
record BootableBase(RootTree tree, Kver kver) {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    // The mounts are in a namespace that ends with the shell.
    private static final String DRACUT = """
            set -eu
            mount -t proc proc "$1/proc"
            mount --rbind /dev "$1/dev"
            DRACUT_NO_XATTR=1 chroot "$1" dracut --force --no-hostonly --no-hostonly-cmdline --add ostree \\
                --compress 'zstd -1' --kver "$2" "/usr/lib/modules/$2/initramfs.img"
            """;

    /** @param layout an OCI layout whose layers remove nothing that matters here */
    static BootableBase unpack(Path layout, Path root, ToolRunner tools) throws IOException, InterruptedException {
        Files.createDirectories(root);
        ObjectMapper json = new ObjectMapper();
        for (JsonNode image :
                json.readTree(layout.resolve("index.json").toFile()).path("manifests")) {
            if (image.at("/annotations/org.opencontainers.image.ref.name")
                    .asText()
                    .equals("stable")) {
                for (JsonNode layer :
                        json.readTree(blob(layout, image).toFile()).path("layers")) {
                    run(tools, "tar", "-xzf", blob(layout, layer).toString(), "--directory", root.toString());
                }
            }
        }
        try (var kernels = Files.list(root.resolve("usr/lib/modules"))) {
            Kver kver = new Kver(kernels.toList().getFirst().getFileName().toString());
            return new BootableBase(new RootTree(root), kver);
        }
    }

    void makeInitramfs(ToolRunner tools) throws InterruptedException {
        run(
                tools,
                "unshare",
                "--mount",
                "--propagation=private",
                "sh",
                "-c",
                DRACUT,
                "dracut",
                tree.root().toString(),
                kver.value());
    }

    private static void run(ToolRunner tools, String... argv) throws InterruptedException {
        var result = tools.run(ToolCall.of(argv[0], DEADLINE, List.of(argv)));
        if (!result.ok()) {
            throw new IllegalStateException(new ArrayList<>(List.of(argv)) + ": " + result.lastLines(5));
        }
    }

    private static Path blob(Path layout, JsonNode descriptor) {
        return layout.resolve("blobs")
                .resolve(descriptor.path("digest").asText().replace(':', '/'));
    }
}
