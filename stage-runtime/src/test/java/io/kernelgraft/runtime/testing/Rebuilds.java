package io.kernelgraft.runtime.testing;

import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.event.RebuildId;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFileReader;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.lab.attestation.PlainRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.ConfigProvider;

/** Rebuilds of the test line, each with a base digest of its own, and events whose outputs are in the test's registry. */
public final class Rebuilds {
    private static final LoadedLine LINE = LineFileReader.read(
            Path.of(ConfigProvider.getConfig().getValue("kernelgraft.lines.directory", String.class))
                    .resolve("test.yaml"));

    private Rebuilds() {}

    public static Rebuild fresh() {
        return withLine(LINE.line().name(), LINE.sha256());
    }

    public static Rebuild withLine(String name, String sha256) {
        Digest base = randomDigest();
        ImageReference image = ImageReference.parse("localhost:1/lab/base");
        Digest snapshot = randomDigest();
        return new Rebuild(
                RebuildId.of(name, sha256, base, snapshot, List.of()),
                name,
                sha256,
                image.withDigest(base),
                "localhost:1/lab/base:stable",
                Nevra.parse("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64"),
                new Kver("7.2.0-cachyos1.fc44.x86_64"),
                ImageReference.parse("localhost:1/lab/work").withDigest(snapshot),
                List.of(),
                Instant.now());
    }

    public static ImageSwapped swapped(Rebuild rebuild) {
        return new ImageSwapped(rebuild, pushed());
    }

    public static PayloadSigned signed(Rebuild rebuild, PayloadSigned.Payload payload) {
        return new PayloadSigned(
                rebuild,
                payload,
                pushed(),
                3,
                randomDigest().hex(),
                List.of(),
                payload == PayloadSigned.Payload.KMODS ? pushed() : null);
    }

    /** Whatever the scripted stage waits for. */
    public static List<RebuildEvent> allInputs(Rebuild rebuild) {
        return List.of(
                swapped(rebuild),
                signed(rebuild, PayloadSigned.Payload.KERNEL),
                signed(rebuild, PayloadSigned.Payload.KMODS));
    }

    private static ImageReference pushed() {
        ImageReference repository = LINE.line().artifacts();
        byte[] content = randomDigest().value().getBytes(StandardCharsets.US_ASCII);
        return repository.withDigest(new PlainRegistry(repository.host(), repository.repository())
                .push("application/vnd.example", "text/plain", content, "latest"));
    }

    private static Digest randomDigest() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Digest.ofSha256Hex("%016x%016x%016x%016x"
                .formatted(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()));
    }
}
