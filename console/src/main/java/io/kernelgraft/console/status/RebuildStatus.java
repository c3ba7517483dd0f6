package io.kernelgraft.console.status;

import io.kernelgraft.contract.event.CheckResult;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.image.ImageReference;
import java.time.Instant;
import java.util.List;

/**
 * A rebuild with all that is known of it.
 *
 * @param releasedAt when its kernel was announced; null if that was not read
 * @param reason why it was asked for; null if that was not read
 * @param candidate the sealed image; null before
 * @param promoted what the line's tags were moved to; null before, as {@code promotedAt} and {@code tags}
 * @param stages in the pipeline's order
 * @param kmods how each kmod settled; empty before
 * @param checks the verifier's; empty before
 * @param timing null unless release and promotion are known
 */
public record RebuildStatus(
        String id,
        String line,
        RebuildState state,
        String kernel,
        String kver,
        ImageReference base,
        String baseName,
        ImageReference snapshot,
        String reason,
        Instant releasedAt,
        Instant requestedAt,
        ImageReference candidate,
        ImageReference promoted,
        Instant promotedAt,
        List<String> tags,
        List<StageStatus> stages,
        List<KmodOutcome> kmods,
        List<CheckResult> checks,
        Timing timing) {
    /** Those that stand still or try again, and say why. */
    public List<StageStatus> troubled() {
        return stages.stream().filter(stage -> stage.failure() != null).toList();
    }

    /** How many stages have their result. */
    public long succeeded() {
        return stages.stream()
                .filter(stage -> stage.state() == StageState.SUCCEEDED)
                .count();
    }
}
