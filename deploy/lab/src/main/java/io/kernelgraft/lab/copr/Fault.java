package io.kernelgraft.lab.copr;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What can be made to go wrong, each as it was seen at the real one (failures H7, H8, F46, F48). */
public enum Fault {
    /** Every answer is 503. */
    UNAVAILABLE("503"),
    /** The next RPM's download breaks off in the middle, then every answer is 504 for three minutes, and then all is well. */
    BROWN_OUT("brown-out"),
    /** Every answer is a 200 with a page of HTML, as from a proxy in front of it. */
    HTML("html"),
    /** Only the first half of an RPM comes, with a Content-Length to match. */
    TRUNCATED_RPM("truncated-rpm"),
    /** Every answer comes three seconds late. */
    SLOW("slow"),
    /** A build succeeds while repodata stay as they were; they follow when the fault is switched off. */
    STALE_REPODATA("stale-repodata"),
    /** RPMs published while it is on carry a signature that does not verify; repodata agree with them. */
    BAD_SIGNATURE("bad-signature");

    private final String wireName;

    Fault(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** @throws IllegalArgumentException that lists the names there are */
    public static Fault named(String name) {
        return Arrays.stream(values())
                .filter(fault -> fault.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fault is called '" + name + "', there are "
                        + Arrays.stream(values()).map(Fault::wireName).collect(Collectors.joining(", "))));
    }
}
