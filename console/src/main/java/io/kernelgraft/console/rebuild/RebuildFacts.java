package io.kernelgraft.console.rebuild;

import io.kernelgraft.contract.image.ImageReference;
import java.time.Instant;
import java.util.List;

/**
 * @param releasedAt when its kernel was announced; null if that was not read
 * @param announcedAt when {@code rebuild.requested} was sent; null if that was not read
 * @param reason why it was asked for; null as above
 * @param attempts by stage and number
 */
public record RebuildFacts(
        String id,
        String line,
        ImageReference base,
        String baseName,
        String kernel,
        String kver,
        ImageReference snapshot,
        Instant releasedAt,
        Instant requestedAt,
        Instant announcedAt,
        String reason,
        List<AttemptFacts> attempts,
        List<ResultFacts> results) {}
