package io.kernelgraft.contract.event;

import java.util.List;

/**
 * How one kmod of the line settled (failure F60: each by itself, none silently dropped).
 *
 * @param name the kmod's name in the line
 * @param status built, skipped (its akmod is not there for this kernel) or failed (it did not compile)
 * @param required as the line says; an event never carries a required kmod that is not built
 * @param rpms file names in the kmods artifact; empty unless built
 * @param modules module names (without .ko) that the RPMs carry; empty unless built
 * @param reason why not, for people; empty when built; cut at 4000 characters
 */
public record KmodOutcome(
        String name, Status status, boolean required, List<String> rpms, List<String> modules, String reason) {
    public enum Status {
        BUILT,
        SKIPPED,
        FAILED
    }

    public KmodOutcome {
        reason = PlainText.text(reason);
    }
}
