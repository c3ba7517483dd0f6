package io.kernelgraft.signer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.lab.bench.Figure;
import io.kernelgraft.signer.bench.FullKernel.Run;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.TestKeys;
import io.kernelgraft.signer.module.SigningLimit;
import io.kernelgraft.signer.module.TestModules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The full kernel signed by the stage, and its modules by a shell loop with one process and with two, turn about, in a heap
 * of 256 MiB. The stage is measured as a whole; the loop begins with modules that are unpacked and ends without any check.
 * The first run of the stage in this process, with cold code, counts like the others. Runs with {@code make bench B=sign}.
 */
class FullTreeBench {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    /** Of the modules, how many the loops get: their time is extrapolated by number. 0: all. */
    private static final int SAMPLE = Integer.getInteger("sample", 0);

    private static final double SERIAL_PERCENT = 100.0 / 20;
    private static final double PARALLEL_PERCENT = 100.0 / 10;
    private static final double HEAP_MIB = 256;
    private static final double GROWTH_BYTES = 600;

    private final List<Figure> figures = new ArrayList<>();

    @TempDir
    Path directory;

    @Test
    void shouldBeFasterThanTheShellInLittleMemory() throws Exception {
        assumeTrue(FullKernel.missing() == null, FullKernel::missing);
        assumeTrue(Files.isExecutable(TestModules.SIGN_FILE), "needs sign-file (Debian's linux-kbuild-6.1)");
        for (int bits : new int[] {2048, 4096}) {
            measure(bits);
        }
        figures.forEach(System.out::println);
        assertThat(figures).allMatch(Figure::ok);
    }

    private void measure(int bits) throws Exception {
        SigningKey key = TestKeys.rsa(bits, "CN=Example MOK");
        Path work = directory.resolve("rsa-" + bits);
        FullKernel kernel = new FullKernel(work, key);
        List<Path> modules = kernel.unpack(work.resolve("tree"));
        List<Path> sample = sample(modules);
        ShellLoop loop = new ShellLoop(work, work.resolve("keys/mok.key"), work.resolve("keys/mok.pem"));
        double scale = (double) modules.size() / sample.size();
        System.out.printf(
                "RSA-%d: %d modules, the loops get %d of them%s%n",
                bits,
                modules.size(),
                sample.size(),
                scale == 1 ? "" : ", every n-th by size; times %.3f".formatted(scale));
        HeapPeak heap = new HeapPeak();
        List<Run> runs = new ArrayList<>();
        List<Double> serial = new ArrayList<>();
        List<Double> parallel = new ArrayList<>();
        List<Double> limit = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            runs.add(kernel.run());
            limit.add(SigningLimit.seconds(modules, key));
            serial.add(loop.run(sample, 1) * scale);
            parallel.add(loop.run(sample, 2) * scale);
            System.out.printf(
                    "round %d: stage %.1f s, of it signing %.1f s; limit %.1f s; serial loop %.1f s, two at a time %.1f s%n",
                    round,
                    runs.getLast().whole(),
                    runs.getLast().signing(),
                    limit.getLast(),
                    serial.getLast(),
                    parallel.getLast());
        }
        report(bits, runs, median(serial), median(parallel), median(limit), heap);
    }

    private void report(int bits, List<Run> runs, double serial, double parallel, double limit, HeapPeak heap) {
        double whole = median(runs.stream().map(Run::whole).toList());
        double signing = median(runs.stream().map(Run::signing).toList());
        System.out.printf(
                "RSA-%d, medians: the stage is %.1f times as fast as the serial loop and %.1f times as two at a time; signing"
                        + " alone %.1f and %.1f times%n",
                bits, serial / whole, parallel / whole, serial / signing, parallel / signing);
        System.out.printf(
                "RSA-%d: decompressing, hashing and RSA alone take %.1f s; signing takes %.2f times that, the whole stage"
                        + " %.2f times%n",
                bits, limit, signing / limit, whole / limit);
        System.out.printf("RSA-%d: heap at most %.0f MiB, garbage included%n", bits, heap.usedMiB());
        String name = "sign-" + bits + "-";
        figures.add(new Figure(name + "of-serial-loop", 100 * whole / serial, "%", SERIAL_PERCENT));
        figures.add(new Figure(name + "of-parallel-loop", 100 * whole / parallel, "%", PARALLEL_PERCENT));
        figures.add(new Figure(name + "heap-after-gc", heap.aliveMiB(), "MiB", HEAP_MIB));
        long growth = runs.stream().mapToLong(Run::mostGrowth).max().orElseThrow();
        if (bits == 2048) {
            figures.add(new Figure(name + "growth", growth, "bytes", GROWTH_BYTES));
        } else {
            // The signature alone is longer by 256 bytes; sign-file's is, too.
            System.out.printf("RSA-%d: a module gets at most %d bytes longer%n", bits, growth);
        }
    }

    /** Of the modules by size every n-th, so that large ones, which take the time, are in it as they are in the tree. */
    private static List<Path> sample(List<Path> modules) {
        if (SAMPLE == 0) {
            return modules;
        }
        List<Path> bySize = modules.stream()
                .sorted(Comparator.comparing(module -> module.toFile().length()))
                .toList();
        double step = (double) bySize.size() / Math.min(SAMPLE, bySize.size());
        return DoubleStream.iterate(step / 2, at -> at < bySize.size(), at -> at + step)
                .mapToObj(at -> bySize.get((int) at))
                .toList();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
