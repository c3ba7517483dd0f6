package io.kernelgraft.signer.layer;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.runtime.progress.Progress;
import io.kernelgraft.runtime.registry.Descriptor;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.registry.Sha256;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.key.SigningKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Signs files, lays them into one OCI layer, checks every one of them out of that layer's bytes with the public
 * certificate, and only then pushes it (failures F21, F24).
 */
@ApplicationScoped
public class SignedLayer {
    public static final String ARTIFACT_TYPE = "application/vnd.kernelgraft.signed-payload.v1";
    public static final String MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar";
    private static final int THREADS = 2;
    private static final int BUFFER = 64 * 1024;

    private final Registry registry;

    public SignedLayer(Registry registry) {
        this.registry = registry;
    }

    /** @return the pushed artifact, pinned; the same files and key give the same digest */
    public ImageReference push(StageContext context, List<UnsignedFile> files, SigningKey key)
            throws IOException, InterruptedException {
        List<UnsignedFile> sorted =
                files.stream().sorted(Comparator.comparing(UnsignedFile::path)).toList();
        context.evidence().addText("signed-files.txt", report(sorted, sign(context, sorted, key), key));
        Path tar = context.workspace().resolve("layer.tar");
        LayerTar.write(tar, sorted);
        verify(context, sorted, key, tar);
        context.progress().report("Pushing the signed layer");
        ImageReference repository = context.line().artifacts();
        Descriptor layer = registry.pushBlob(repository, MEDIA_TYPE, tar);
        return registry.pushArtifact(
                repository,
                ARTIFACT_TYPE,
                List.of(layer),
                annotations(context.rebuild().kver(), key));
    }

    private static SortedMap<String, String> sign(StageContext context, List<UnsignedFile> files, SigningKey key)
            throws IOException, InterruptedException {
        SortedMap<String, String> how = new ConcurrentSkipListMap<>();
        Counter counter = new Counter(
                context.progress(),
                "modules signed",
                file -> file.isModule() && file.method().signs(),
                files);
        Crew.workOff(files, THREADS, queue -> {
            for (UnsignedFile file = queue.take(); file != null; file = queue.take()) {
                Digest before = Sha256.of(file.file());
                String method = file.method().sign(file.file(), file.path(), key);
                how.put(
                        file.path(),
                        before.hex() + "  " + Sha256.of(file.file()).hex() + "  " + method);
                counter.done(file);
            }
        });
        return how;
    }

    private static void verify(StageContext context, List<UnsignedFile> files, SigningKey key, Path tar)
            throws IOException, InterruptedException {
        List<String> expected = files.stream().map(UnsignedFile::path).toList();
        Counter counter = new Counter(context.progress(), "modules checked", UnsignedFile::isModule, files);
        List<Integer> indexes = IntStream.range(0, files.size()).boxed().toList();
        Crew.workOff(indexes, THREADS, queue -> {
            try (LayerTar.Reader reader = new LayerTar.Reader(tar)) {
                if (!reader.paths().equals(expected)) {
                    throw new StageFailure(
                            FailureKind.INTERNAL, "LAYER_WRONG", "the layer does not hold exactly the signed files");
                }
                for (Integer index = queue.take(); index != null; index = queue.take()) {
                    UnsignedFile file = files.get(index);
                    try (InputStream in = new BufferedInputStream(reader.open(index), BUFFER)) {
                        file.method().verify(in, file.path(), key.certificate(), file.file());
                    }
                    counter.done(file);
                }
            }
        });
    }

    private static Map<String, String> annotations(Kver kver, SigningKey key) {
        return Map.of(
                "io.kernelgraft.kver", kver.value(), "io.kernelgraft.certificate-sha256", key.certificateSha256());
    }

    private static String report(List<UnsignedFile> files, SortedMap<String, String> how, SigningKey key) {
        long signed = files.stream().filter(file -> file.method().signs()).count();
        String kept = signed == files.size() ? "" : ", " + (files.size() - signed) + " left as they came";
        return how.entrySet().stream()
                .map(file -> file.getValue() + "  " + file.getKey() + "\n")
                .collect(Collectors.joining(
                        "",
                        signed + " files signed with certificate sha256:" + key.certificateSha256() + kept
                                + "; sha256 before, after, how, where\n",
                        ""));
    }

    /** Counts those files that it is about, from several threads. */
    private record Counter(
            Progress progress, String what, Predicate<UnsignedFile> about, long total, AtomicInteger done) {
        Counter(Progress progress, String what, Predicate<UnsignedFile> about, List<UnsignedFile> files) {
            this(progress, what, about, files.stream().filter(about).count(), new AtomicInteger());
        }

        void done(UnsignedFile file) {
            if (about.test(file)) {
                int count = done.incrementAndGet();
                progress.report(count + " of " + total + " " + what, count, total);
            }
        }
    }
}
