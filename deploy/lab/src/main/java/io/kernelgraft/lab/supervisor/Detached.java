package io.kernelgraft.lab.supervisor;

import io.kernelgraft.lab.home.LabHome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A lab's command in a session of its own, so that it outlives the terminal that asked for it. */
public final class Detached {
    private final Process process;
    private final Path log;

    private Detached(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public static Detached start(LabHome home, String command) {
        Path log = home.logs().resolve("lab.log");
        ProcessBuilder builder = new ProcessBuilder(LabCommand.argv(home, List.of("setsid"), command));
        builder.environment().put("KG_LAB_HOME", home.directory().toString());
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            Files.createDirectories(log.getParent());
            return new Detached(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the lab", e);
        }
    }

    /**
     * Prints what it says until it says {@code last}.
     *
     * @throws IllegalStateException if it ends before
     */
    public void echoUntil(String last) {
        try (RandomAccessFile lines = new RandomAccessFile(log.toFile(), "r")) {
            while (true) {
                boolean alive = process.isAlive();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    System.out.println(new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
                    if (line.equals(last)) {
                        return;
                    }
                }
                if (!alive) {
                    throw new IllegalStateException("the lab did not come up; logs are in " + log.getParent());
                }
                Thread.sleep(100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the lab came up", e);
        }
    }
}
