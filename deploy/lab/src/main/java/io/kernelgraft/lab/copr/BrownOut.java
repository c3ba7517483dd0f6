package io.kernelgraft.lab.copr;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * An outage as it really comes (failures H8, F46): a download of an RPM breaks off in the middle, then everything is 504 for
 * some minutes, and then all is well again by itself.
 */
final class BrownOut {
    static final Duration USUAL = Duration.ofMinutes(3);

    private final Faults faults;
    private final Clock clock;
    private Duration length = USUAL;
    private Instant end;

    BrownOut(Faults faults, Clock clock) {
        this.faults = faults;
        this.clock = clock;
    }

    synchronized void lasts(Duration length) {
        this.length = length;
    }

    /** Whether every answer is 504 now. */
    synchronized boolean isOut() {
        if (end != null && faults.isOn(Fault.BROWN_OUT)) {
            if (clock.instant().isBefore(end)) {
                return true;
            }
            faults.off(Fault.BROWN_OUT);
        }
        end = null;
        return false;
    }

    /** Whether the download that begins now is the one that breaks off; with it the outage begins. */
    synchronized boolean begins() {
        if (end != null || !faults.isOn(Fault.BROWN_OUT)) {
            return false;
        }
        end = clock.instant().plus(length);
        return true;
    }
}
