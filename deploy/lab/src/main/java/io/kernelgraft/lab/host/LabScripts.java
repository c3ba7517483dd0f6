package io.kernelgraft.lab.host;

import io.kernelgraft.lab.home.LabHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** Runs the scripts under {@code deploy/lab}; what they say goes straight to whoever started us. */
public final class LabScripts {
    private final LabHome home;

    public LabScripts(LabHome home) {
        this.home = home;
    }

    /** Installs missing tools. */
    public void installHost() {
        run("host/install", Map.of());
    }

    /** Makes base image, RPMs, keys; leaves alone what is made already. */
    public void makeAssets() {
        run("assets/all", Map.of());
    }

    /** @param credentials of a user of that registry */
    public void pushImages(String registry, Path credentials) {
        run("assets/push-images", Map.of("KG_REGISTRY", registry, "REGISTRY_AUTH_FILE", credentials.toString()));
    }

    private void run(String script, Map<String, String> environment) {
        Path program = home.scripts().resolve(script);
        ProcessBuilder builder = new ProcessBuilder(program.toString()).inheritIO();
        builder.redirectInput(Path.of("/dev/null").toFile());
        // Where assets are, which is not always this lab's own directory.
        builder.environment().put("KG_LAB_HOME", home.assets().getParent().toString());
        builder.environment().put(LabHome.MARKER, home.directory().toString());
        builder.environment().putAll(environment);
        try {
            int exit = builder.start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException(
                        script + " failed with exit code " + exit + "; logs are in " + home.logs());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + program, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + script + " ran", e);
        }
    }
}
