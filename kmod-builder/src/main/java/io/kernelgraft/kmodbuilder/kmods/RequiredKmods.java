package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.event.KmodOutcome.Status;
import io.kernelgraft.runtime.stage.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The line's word on kmods that are not built: a required one holds the line back, an optional one does not (failure F62). */
final class RequiredKmods {
    private RequiredKmods() {}

    /** Why the line can't go on, naming every required kmod that is missing; empty if it can. */
    static Optional<Outcome> missing(List<KmodOutcome> kmods) {
        String missing = kmods.stream()
                .filter(kmod -> kmod.required() && kmod.status() != Status.BUILT)
                .map(kmod -> "kmod %s is required and %s: %s"
                        .formatted(
                                kmod.name(), kmod.status() == Status.SKIPPED ? "was skipped" : "failed", kmod.reason()))
                .collect(Collectors.joining("; "));
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(Outcome.failed(FailureKind.UPSTREAM, "REQUIRED_KMOD_FAILED", missing));
    }
}
