package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.ImageReference;
import java.util.List;

/**
 * Exactly this digest passed every static check and reached multi-user under Secure Boot.
 *
 * @param accelerator what QEMU ran on, for example {@code tcg}
 * @param bootMillis from QEMU's start to multi-user, milliseconds
 */
public record CandidateVerified(
        Rebuild rebuild, ImageReference candidate, List<CheckResult> checks, String accelerator, long bootMillis)
        implements RebuildEvent {}
