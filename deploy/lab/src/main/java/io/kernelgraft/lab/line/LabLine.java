package io.kernelgraft.lab.line;

import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the lab's line file from its template, with this lab's addresses and keys in it. */
public final class LabLine {
    public static final String NAME = "margine";

    private LabLine() {}

    /** @param base tag of {@code lab/base} that the image is built on */
    public static Path write(LabHome home, LabPorts ports, String base) {
        Path keys = home.assets().resolve("keys");
        try {
            String text = template()
                    .replace("@base@", base)
                    .replace("@registry@", "localhost:" + ports.registry())
                    .replace("@copr@", "http://127.0.0.1:" + ports.copr())
                    .replace("@fusion@", "http://127.0.0.1:" + ports.fusion())
                    .replace("@copr-key@", block(keys.resolve("copr.asc"), 4))
                    .replace("@addons-key@", block(keys.resolve("copr.asc"), 6))
                    .replace("@fusion-key@", block(keys.resolve("fusion.asc"), 6))
                    .replace("@certificate@", block(keys.resolve("mok/MOK.pem"), 4));
            Files.createDirectories(home.lines());
            return Files.writeString(home.lines().resolve(NAME + ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the lab's line file", e);
        }
    }

    private static String template() throws IOException {
        try (var in = LabLine.class.getResourceAsStream("/margine.yaml")) {
            return new String(in.readAllBytes());
        }
    }

    /** A file as a YAML block that begins where the template has its placeholder. */
    private static String block(Path file, int indent) throws IOException {
        return Files.readString(file).strip().replace("\n", "\n" + " ".repeat(indent));
    }
}
