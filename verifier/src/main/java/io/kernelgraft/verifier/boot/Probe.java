package io.kernelgraft.verifier.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A unit that reports from inside the guest. It comes in through SMBIOS as systemd credentials, so the image that is
 * tested is byte for byte the one that is promoted.
 *
 * @param modules names of modules that it tries to load
 * @see <a href="https://systemd.io/CREDENTIALS/">systemd: system and service credentials</a>
 */
record Probe(List<String> modules) {
    private static final String NAME = "kernelgraft-probe";
    private static final Pattern MODULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    Probe {
        modules = List.copyOf(modules);
        for (String module : modules) {
            if (!MODULE.matcher(module).matches()) {
                throw new IllegalArgumentException("a module's name is letters, digits, _ and -, not '" + module + "'");
            }
        }
    }

    /** Each {@code name=base64}. */
    List<String> credentials() {
        return List.of(
                credential("systemd.extra-unit." + NAME + ".service", unit()),
                credential("systemd.unit-dropin.multi-user.target", "[Unit]\nWants=" + NAME + ".service\n"),
                credential(NAME, script()));
    }

    private String unit() {
        return """
                [Unit]
                Description=Kernelgraft boot probe
                After=multi-user.target
                [Service]
                Type=oneshot
                LoadCredential=%1$s
                ExecStart=/bin/sh ${CREDENTIALS_DIRECTORY}/%1$s %2$s
                """.formatted(NAME, String.join(" ", modules));
    }

    private static String script() {
        try (InputStream in = Probe.class.getResourceAsStream("probe.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String credential(String name, String content) {
        return name + "=" + Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }
}
