package io.kernelgraft.verifier.check;

import io.kernelgraft.contract.event.CheckResult;

/**
 * @param id stable, lower case with dashes
 * @param meaning what it proves, one line
 * @param source the handbook section or failure id it guards
 * @param reason the reason code of a rejection by it
 */
public record CheckIdentity(String id, String meaning, String source, String reason) {
    public CheckResult result(Finding finding) {
        return new CheckResult(id, meaning, source, finding.status(), finding.detail());
    }
}
