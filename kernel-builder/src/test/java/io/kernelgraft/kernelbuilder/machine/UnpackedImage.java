package io.kernelgraft.kernelbuilder.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The lab's base image as a plain directory, whose programs are run in a chroot. Nothing is mounted, so /proc and /sys are
 * files that a test writes; libefivar looks for variables where EFIVARFS_PATH says.
 */
public final class UnpackedImage {
    private static final String VARIABLES = "/sys/firmware/efi/efivars/";
    private static final String GLOBAL = "-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private static final String SHIM = "-605dab50-e046-4300-abb6-3dd810dd8b23";
    private static final int DEADLINE_SECONDS = 60;

    private final Path root;

    private UnpackedImage(Path root) {
        this.root = root;
    }

    /** @param output standard output and error together */
    public record Answer(int exitCode, String output) {}

    /** @param layout an OCI layout whose layers remove nothing */
    static UnpackedImage of(Path layout, String tag, Path root) throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        Files.createDirectories(root);
        for (JsonNode image :
                json.readTree(layout.resolve("index.json").toFile()).path("manifests")) {
            if (image.at("/annotations/org.opencontainers.image.ref.name")
                    .asText()
                    .equals(tag)) {
                JsonNode manifest = json.readTree(blob(layout, image).toFile());
                for (JsonNode layer : manifest.path("layers")) {
                    String archive = blob(layout, layer).toString();
                    Answer unpacked = run(List.of("tar", "-xzf", archive, "--directory", root.toString()));
                    if (unpacked.exitCode() != 0) {
                        throw new IOException(unpacked.output());
                    }
                }
                return new UnpackedImage(root);
            }
        }
        throw new IOException(layout + " has no " + tag);
    }

    private static Path blob(Path layout, JsonNode descriptor) {
        return layout.resolve("blobs")
                .resolve(descriptor.path("digest").asText().replace(':', '/'));
    }

    public Path root() {
        return root;
    }

    Path file(String inside) {
        return root.resolve(inside.substring(1));
    }

    Path write(String inside, String content) throws IOException {
        Files.createDirectories(file(inside).getParent());
        return Files.writeString(file(inside), content);
    }

    /** EFI firmware with nothing but these two variables; what an earlier one had is gone. */
    void firmware(boolean secureBoot, boolean setupMode) throws IOException {
        Path directory = Files.createDirectories(file(VARIABLES));
        try (var old = Files.list(directory)) {
            for (Path each : old.toList()) {
                Files.delete(each);
            }
        }
        Files.write(directory.resolve("SecureBoot" + GLOBAL), new byte[] {6, 0, 0, 0, (byte) (secureBoot ? 1 : 0)});
        Files.write(directory.resolve("SetupMode" + GLOBAL), new byte[] {6, 0, 0, 0, (byte) (setupMode ? 1 : 0)});
    }

    /** A variable of shim's, for example MokNew. */
    Path shimVariable(String name) {
        return file(VARIABLES + name + SHIM);
    }

    /** What MokManager leaves behind when the user confirms a request. */
    void confirmRequest() throws IOException {
        Files.move(shimVariable("MokNew"), shimVariable("MokListRT"));
        // As efivarfs shows what was there when it was mounted.
        Files.setPosixFilePermissions(shimVariable("MokListRT"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.delete(shimVariable("MokAuth"));
    }

    /** What it leaves behind when the user lets it pass. */
    void skipRequest() throws IOException {
        Files.delete(shimVariable("MokNew"));
        Files.delete(shimVariable("MokAuth"));
    }

    Answer runAs(String user, String... argv) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("chroot", "--userspec=" + user, root.toString()));
        all.addAll(List.of("/usr/bin/env", "-i", "PATH=/usr/bin:/usr/sbin", "EFIVARFS_PATH=" + VARIABLES));
        all.addAll(List.of(argv));
        return run(all);
    }

    public Answer run(String... argv) throws IOException, InterruptedException {
        return runAs("0:0", argv);
    }

    private static Answer run(List<String> argv) throws IOException, InterruptedException {
        Path output = Files.createTempFile("output", ".txt");
        try {
            Process process = new ProcessBuilder(argv)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(argv + " took longer than " + DEADLINE_SECONDS + " s");
            }
            return new Answer(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
