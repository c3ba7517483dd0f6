package io.kernelgraft.signer.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.lab.bench.Figure;
import io.kernelgraft.signer.fuzz.Fuzz.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten million inputs for all parsers together, on one thread, in a heap of 128 MiB. Each run has other inputs; its seed is
 * printed, and {@code SEED=} repeats it. Runs with {@code make bench B=fuzz} alone.
 */
class FuzzBench {
    private static final long INPUTS = Long.getLong("inputs", 10_000_000);
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @TempDir
    Path directory;

    @Test
    void shouldCrashAndHangNowhere() throws Exception {
        List<Parser> parsers = Parsers.all(directory);
        long weights = parsers.stream().mapToLong(Parser::weight).sum();
        System.out.printf(
                "seed %d, heap of at most %d MiB%n", SEED, Runtime.getRuntime().maxMemory() >> 20);
        List<Result> results = new ArrayList<>();
        for (Parser parser : parsers) {
            long start = System.nanoTime();
            Result result = new Fuzz(parser).run((INPUTS * parser.weight() + weights - 1) / weights, SEED);
            results.add(result);
            System.out.printf(
                    "%-18s %,9d inputs, %,9d refused, slowest %6.1f ms, %d crashes, %d hangs, %.0f s%n",
                    result.parser(),
                    result.inputs(),
                    result.refused(),
                    result.slowest().toNanos() / 1e6,
                    result.crashes().size(),
                    result.hangs().size(),
                    (System.nanoTime() - start) / 1e9);
            result.crashes().forEach(crash -> System.out.println("  crash: " + crash));
            result.hangs().forEach(hang -> System.out.println("  hang: " + hang));
        }
        System.out.printf(
                "fuzz: %,d inputs%n", results.stream().mapToLong(Result::inputs).sum());
        List<Figure> figures = List.of(
                new Figure(
                        "fuzz-crashes", sum(results, result -> result.crashes().size()), "inputs", 0),
                new Figure("fuzz-hangs", sum(results, result -> result.hangs().size()), "inputs", 0),
                new Figure("fuzz-slowest", slowest(results).toNanos() / 1e9, "s", Fuzz.HANG.toSeconds()));
        figures.forEach(System.out::println);
        assertThat(figures).allMatch(Figure::ok);
    }

    private static double sum(List<Result> results, java.util.function.ToIntFunction<Result> count) {
        return results.stream().mapToInt(count).sum();
    }

    private static Duration slowest(List<Result> results) {
        return results.stream().map(Result::slowest).max(Duration::compareTo).orElseThrow();
    }
}
