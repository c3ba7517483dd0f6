package io.kernelgraft.kmodbuilder.kmods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.kmodbuilder.testing.KmodLab;
import io.kernelgraft.kmodbuilder.testing.LabAssets;
import io.kernelgraft.kmodbuilder.testing.RecordingContext;
import io.kernelgraft.lab.bench.Figure;
import io.kernelgraft.runtime.stage.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two akmods of the same sources, and so of equal size, one after the other and both at a time, turn about; nothing is remembered in between.
 * Measured from where the container is prepared to where the last kmod is settled: what either way has to do once (headers,
 * akmods, and the commit of the prepared container) is not in it, but each kmod's container, the download of its akmod
 * package from a server on this machine, compiler and rpmbuild are. Runs with {@code make bench B=kmods} alone.
 */
class SideBySideBench {
    private static final LabAssets ASSETS = LabAssets.find();
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final double BOUND = 0.65;
    private static final Kmod TWIN = new Kmod("lime-twin", "akmod-lime-twin", null, true);
    private static final Kmod LIME = new Kmod("lime-forensics", "akmod-lime-forensics", null, true);

    @TempDir
    Path directory;

    private final Set<ImageReference> artifacts = new HashSet<>();

    @Test
    void shouldTakeLittleMoreThanOneKmodForTwo() throws Exception {
        assumeTrue(ASSETS.missing().isEmpty(), ASSETS.missing().orElse(""));
        List<Double> sequential = new ArrayList<>();
        List<Double> parallel = new ArrayList<>();
        try (KmodLab lab = new KmodLab(ASSETS, directory)) {
            Rebuild rebuild = lab.rebuild(LabAssets.rpms(ASSETS.release()));
            for (int round = 1; round <= ROUNDS; round++) {
                sequential.add(seconds(lab, rebuild, 1, round));
                parallel.add(seconds(lab, rebuild, 2, round));
                System.out.printf(
                        "round %d: one after the other %.1f s, both at a time %.1f s%n",
                        round, sequential.getLast(), parallel.getLast());
            }
        }
        assertThat(artifacts).as("what was built, however many times and ways").hasSize(1);
        Figure figure = new Figure("kmods-parallel", median(parallel) / median(sequential), "times", BOUND);
        System.out.printf(
                "medians: one after the other %.1f s, both at a time %.1f s%n%s%n",
                median(sequential), median(parallel), figure);
        assertThat(figure).matches(Figure::ok, "kept bound");
    }

    private double seconds(KmodLab lab, Rebuild rebuild, int atATime, int round) throws InterruptedException {
        lab.built().clear();
        LineFile line = lab.line(lab.repository(), LIME, TWIN);
        Path attempt = directory.resolve("round-" + round + "-" + atATime);
        try (RecordingContext context = new RecordingContext(rebuild, line, attempt)) {
            Outcome outcome = lab.stage(atATime).run(context);
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            KmodsBuilt built = (KmodsBuilt) ((Outcome.Completed) outcome).next();
            assertThat(built.kmods()).extracting(KmodOutcome::status).containsExactly(Status.BUILT, Status.BUILT);
            artifacts.add(built.artifact());
            return Duration.between(context.at("kmod lime-forensics 0/2"), context.at("kmods 2/2"))
                            .toMillis()
                    / 1000.0;
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
