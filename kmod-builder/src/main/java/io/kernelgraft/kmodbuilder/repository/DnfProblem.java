package io.kernelgraft.kmodbuilder.repository;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why dnf did not do it, read from its output, as its exit code is always 1. Knows dnf5's and dnf4's words.
 *
 * @param words dnf's own last words that matter, for people
 */
public record DnfProblem(Kind kind, String words) {
    public enum Kind {
        /** A server did not answer, or not with what was asked for; it may in a while. */
        UNAVAILABLE,
        /** No repository has a package of that name. */
        NO_SUCH_PACKAGE,
        /** The package is there, something it needs is not. */
        UNRESOLVABLE,
        /** A package is not signed with the pinned key. */
        UNTRUSTED,
        OTHER
    }

    private static final Pattern UNTRUSTED = Pattern.compile(
            "Signature verification failed|OpenPGP check for package|GPG check FAILED|is not signed|Public key for .* is not installed");
    private static final Pattern UNAVAILABLE = Pattern.compile(
            "Failed to download|Errors? during downloading|Curl error"
                    + "|Status code: [45]\\d\\d|Cannot download|All mirrors were (?:already )?tried|Usable URL not found|checksum doesn't match");
    private static final Pattern NO_MATCH = Pattern.compile("No match for argument: |Unable to find a match");
    private static final Pattern UNRESOLVED =
            Pattern.compile("Failed to resolve the transaction|^ ?Problem(?: \\d+)?: ");

    private static final Pattern NOISE = Pattern.compile(
            "\\s*|-+|subprocess exited with status \\d+|Error: exit status \\d+|.*\\d+% \\|.*|.*\\?\\?\\?% \\|.*|Updating and loading repositories:"
                    + "|Repositories loaded\\.|You can try to add to command line:|\\s+--skip-\\S+ to skip .*|time=\".*");
    private static final int MOST_WORDS = 4;

    public static DnfProblem of(List<String> output) {
        return new DnfProblem(kind(output), words(output));
    }

    /**
     * As the end of an attempt.
     *
     * @param what was to be installed, for people
     * @param unresolvable reason code for a package that is missing or needs one that is
     */
    public StageFailure failure(String what, String unresolvable) {
        String message = "dnf could not install " + what + ": " + words;
        return switch (kind) {
            case UNAVAILABLE -> new StageFailure(FailureKind.TRANSIENT, "REPOSITORY_UNAVAILABLE", message);
            case UNTRUSTED -> new StageFailure(FailureKind.POLICY, "PACKAGE_UNTRUSTED", message);
            case NO_SUCH_PACKAGE, UNRESOLVABLE -> new StageFailure(FailureKind.UPSTREAM, unresolvable, message);
            case OTHER -> new StageFailure(FailureKind.INTERNAL, "DNF_FAILED", message);
        };
    }

    // A bad signature and a missing package come after a successful download; an outage hides everything behind it.
    private static Kind kind(List<String> output) {
        if (any(output, UNTRUSTED)) {
            return Kind.UNTRUSTED;
        }
        if (any(output, NO_MATCH)) {
            return Kind.NO_SUCH_PACKAGE;
        }
        if (any(output, UNRESOLVED)) {
            return Kind.UNRESOLVABLE;
        }
        return any(output, UNAVAILABLE) ? Kind.UNAVAILABLE : Kind.OTHER;
    }

    private static boolean any(List<String> output, Pattern pattern) {
        return output.stream().anyMatch(line -> pattern.matcher(line).find());
    }

    private static String words(List<String> output) {
        List<String> telling = output.stream()
                .filter(line -> !NOISE.matcher(line).matches())
                .map(line -> line.replaceFirst("^>>> ", "").strip())
                .distinct()
                .toList();
        return String.join(" | ", telling.subList(Math.max(0, telling.size() - MOST_WORDS), telling.size()));
    }
}
