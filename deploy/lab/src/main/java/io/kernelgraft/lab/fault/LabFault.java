package io.kernelgraft.lab.fault;

import io.kernelgraft.lab.copr.Fault;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Everything that can be broken, by the name that {@code make break FAULT=…} knows it by. */
public enum LabFault {
    COPR_UNAVAILABLE("copr-503", "every answer of the COPR is 503", new CoprFault(Fault.UNAVAILABLE)),
    COPR_HTML("copr-html", "every answer of the COPR is a page of HTML with status 200", new CoprFault(Fault.HTML)),
    COPR_TRUNCATED_RPM("copr-truncated-rpm", "only half of each RPM comes", new CoprFault(Fault.TRUNCATED_RPM)),
    COPR_SLOW("copr-slow", "every answer of the COPR is three seconds late", new CoprFault(Fault.SLOW)),
    COPR_STALE_REPODATA(
            "copr-stale-repodata",
            "a build succeeds, its repodata stay the old ones until this is mended",
            new CoprFault(Fault.STALE_REPODATA)),
    COPR_BAD_SIGNATURE(
            "copr-bad-signature",
            "what is published from now on has a signature that does not verify",
            new CoprFault(Fault.BAD_SIGNATURE));

    private final String wireName;
    private final String what;
    private final Breakage breakage;

    LabFault(String wireName, String what, Breakage breakage) {
        this.wireName = wireName;
        this.what = what;
        this.breakage = breakage;
    }

    public String wireName() {
        return wireName;
    }

    /** What is broken, in one line. */
    public String what() {
        return what;
    }

    public Breakage breakage() {
        return breakage;
    }

    /** @throws IllegalArgumentException that lists the names there are */
    public static LabFault named(String name) {
        return Arrays.stream(values())
                .filter(fault -> fault.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fault is called '" + name + "'; there are: "
                        + Arrays.stream(values()).map(LabFault::wireName).collect(Collectors.joining(", "))));
    }
}
