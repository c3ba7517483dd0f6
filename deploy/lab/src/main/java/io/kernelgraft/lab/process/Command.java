package io.kernelgraft.lab.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short program whose output is wanted whole. */
public final class Command {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Command() {}

    public record Result(int exitCode, String output) {}

    /** stdout and stderr together. @throws IllegalStateException if it takes more than 30 s */
    public static Result run(String... argv) {
        try {
            Process process = new ProcessBuilder(argv)
                    .redirectErrorStream(true)
                    .redirectInput(new java.io.File("/dev/null"))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(List.of(argv) + " did not end within " + DEADLINE.toSeconds() + " s");
            }
            return new Result(process.exitValue(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + argv[0], e);
        }
    }

    /** @throws IllegalStateException with its output, unless it exits 0 */
    public static String require(String... argv) {
        Result result = run(argv);
        if (result.exitCode != 0) {
            throw new IllegalStateException(List.of(argv) + " exited " + result.exitCode + ": " + result.output);
        }
        return result.output;
    }
}
