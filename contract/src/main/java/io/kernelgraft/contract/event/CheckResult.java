package io.kernelgraft.contract.event;

/**
 * One check of the verifier.
 *
 * @param id stable, lower case with dashes, for example {@code label-is-kernel}
 * @param meaning what it proves, one line
 * @param source the handbook section or failure id it guards
 * @param detail what was seen; cut at 4000 characters
 */
public record CheckResult(String id, String meaning, String source, Status status, String detail) {
    public enum Status {
        PASS,
        FAIL,
        SKIPPED
    }

    public CheckResult {
        meaning = PlainText.line(meaning);
        source = PlainText.line(source);
        detail = PlainText.text(detail);
    }
}
