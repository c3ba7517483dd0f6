package io.kernelgraft.signer.confinement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** A JVM that confines itself and says, a line each, what it still can do; it stays until its input ends. */
final class ConfinedProgram {
    private ConfinedProgram() {}

    public static void main(String[] arguments) throws Exception {
        CountDownLatch confined = new CountDownLatch(1);
        AtomicReference<String> early = new AtomicReference<>();
        Thread earlier = Thread.ofPlatform().start(() -> {
            try {
                confined.await();
                early.set(child());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        System.out.println("before: " + child());
        System.out.println("enforced: " + Confinement.enforce());
        confined.countDown();
        earlier.join();
        System.out.println("earlier thread: " + early.get());
        System.out.println("main: " + child());
        System.out.println("new thread: " + elsewhere(Executors.newSingleThreadExecutor()));
        System.out.println("virtual thread: " + elsewhere(Executors.newVirtualThreadPerTaskExecutor()));
        System.out.println("dumpable: " + new Libc().prctl(3, 0));
        try {
            new Libc().prctl(4, 1);
            System.out.println("dumpable again");
        } catch (ConfinementFailed e) {
            System.out.println("dumpable again: " + e.getMessage());
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.matches("(NoNewPrivs|Seccomp):.*")) {
                System.out.println(line.replaceAll("\\s+", " "));
            }
        }
        System.out.println(Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max core file size"))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\s+", " ")
                .strip());
        System.out.println("done");
        while (System.in.read() >= 0) {
            // Until the test lets go.
        }
    }

    private static String elsewhere(ExecutorService executor) throws Exception {
        try (executor) {
            Callable<String> task = ConfinedProgram::child;
            return executor.invokeAll(List.of(task, task)).getLast().get();
        }
    }

    private static String child() {
        try {
            return "started, exit " + new ProcessBuilder("/bin/true").start().waitFor();
        } catch (IOException e) {
            return e.getMessage().lines().findFirst().orElse("");
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }
}
