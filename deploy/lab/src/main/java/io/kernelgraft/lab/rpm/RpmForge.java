package io.kernelgraft.lab.rpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Builds small RPMs with rpmbuild and signs them with rpmsign and a key of its own. */
public final class RpmForge implements AutoCloseable {
    private static final List<String> PROGRAMS = List.of("rpmbuild", "rpmsign", "gpg", "gpgconf");
    private static final String USER = "Kernelgraft test";

    private final Path work;
    private final String publicKey;

    /**
     * What to build.
     *
     * @param files path to content
     * @param payload rpm's name of the compression, for example {@code w3.zstdio}
     */
    public record Recipe(String name, String version, String release, Map<String, String> files, String payload) {
        public Recipe(String name, String version, String release, Map<String, String> files) {
            this(name, version, release, files, "w3.zstdio");
        }
    }

    /** The programs that are missing, so that a test can say which it is skipped for. */
    public static List<String> missing() {
        return PROGRAMS.stream().filter(name -> program(name).isEmpty()).toList();
    }

    private static Optional<Path> program(String name) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param algorithm of the key as gpg names it, for example {@code ed25519} or {@code rsa2048} */
    public RpmForge(String algorithm) {
        try {
            // Directly under the temporary directory: the path of gpg's socket must be short.
            work = Files.createTempDirectory("kg");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", USER, algorithm, "sign", "never");
        publicKey = run("gpg", "--batch", "--armor", "--export", "=" + USER);
    }

    /** Armored. */
    public String publicKey() {
        return publicKey;
    }

    /** An unsigned package in {@code directory}. */
    public Path build(Path directory, Recipe recipe) {
        try {
            Path top = Files.createTempDirectory(work, "build");
            Path root = Files.createDirectories(top.resolve("tree"));
            Map<String, String> files = new TreeMap<>(recipe.files());
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path target = root.resolve(file.getKey().substring(1));
                Files.createDirectories(target.getParent());
                Files.writeString(target, file.getValue());
            }
            Path spec = Files.writeString(top.resolve("recipe.spec"), spec(recipe, root));
            run(
                    "rpmbuild",
                    "-bb",
                    "--quiet",
                    "--target",
                    "x86_64",
                    "--define",
                    "_topdir " + top,
                    "--define",
                    "_binary_payload " + recipe.payload(),
                    spec.toString());
            String file = recipe.name() + "-" + recipe.version() + "-" + recipe.release() + ".x86_64.rpm";
            return Files.move(top.resolve("RPMS/x86_64").resolve(file), directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path buildSigned(Path directory, Recipe recipe) {
        Path rpm = build(directory, recipe);
        sign(rpm);
        return rpm;
    }

    public void sign(Path rpm) {
        // Debian's rpm names no gpg by itself.
        run(
                "rpmsign",
                "--define",
                "__gpg " + program("gpg").orElseThrow(),
                "--define",
                "_gpg_name " + USER,
                "--define",
                "_gpg_digest_algo sha256",
                "--addsign",
                rpm.toString());
    }

    private static String spec(Recipe recipe, Path root) {
        String files = String.join("\n", recipe.files().keySet());
        return """
                %%global debug_package %%{nil}
                %%global __os_install_post %%{nil}
                %%global _build_id_links none
                Name: %s
                Version: %s
                Release: %s
                Summary: A package for a test
                License: Apache-2.0
                AutoReqProv: no
                Provides: test(%s)
                %%description
                A package for a test.
                %%install
                mkdir -p %%{buildroot}
                cp -a %s/. %%{buildroot}/
                %%files
                %s
                """.formatted(recipe.name(), recipe.version(), recipe.release(), recipe.name(), root, files);
    }

    private String run(String... argv) {
        try {
            ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
            builder.environment().put("GNUPGHOME", work.toString());
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(argv[0] + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(argv[0] + " was interrupted", e);
        }
    }

    @Override
    public void close() {
        run("gpgconf", "--kill", "all");
        try (Stream<Path> files = Files.walk(work)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
