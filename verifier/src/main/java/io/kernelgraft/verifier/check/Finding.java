package io.kernelgraft.verifier.check;

import io.kernelgraft.contract.event.CheckResult.Status;
import java.util.List;

/** @param detail what was seen, for people */
public record Finding(Status status, String detail) {
    private static final int MOST_LISTED = 5;

    public static Finding pass(String detail) {
        return new Finding(Status.PASS, detail);
    }

    public static Finding fail(String detail) {
        return new Finding(Status.FAIL, detail);
    }

    /** @param why it does not apply */
    public static Finding skipped(String why) {
        return new Finding(Status.SKIPPED, why);
    }

    /** Passes if there are no problems; otherwise names the first few of them. */
    public static Finding of(List<String> problems, String whenNone) {
        return problems.isEmpty() ? pass(whenNone) : fail(listed(problems));
    }

    static String listed(List<String> items) {
        String first = String.join("; ", items.subList(0, Math.min(MOST_LISTED, items.size())));
        return items.size() > MOST_LISTED ? first + "; and " + (items.size() - MOST_LISTED) + " more" : first;
    }
}
