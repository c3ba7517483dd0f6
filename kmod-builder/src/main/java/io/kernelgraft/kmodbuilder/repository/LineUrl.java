package io.kernelgraft.kmodbuilder.repository;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.regex.Pattern;

/** A URL of the line becomes an argument or a line of a file, so it is looked at once more before it does. */
public final class LineUrl {
    private static final Pattern URL = Pattern.compile(
            "https?://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%+@-]*)*");

    private LineUrl() {}

    /**
     * @param field of the line file
     * @throws StageFailure POLICY {@code LINE_VALUE_REFUSED}
     */
    public static String checked(String field, String url) {
        if (!URL.matcher(url).matches()) {
            throw new StageFailure(
                    FailureKind.POLICY,
                    "LINE_VALUE_REFUSED",
                    field + ": expected an http or https URL without user, query or fragment, not '" + url + "'");
        }
        return url;
    }
}
