package io.kernelgraft.signer.key;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** From when to when a certificate is good, seen from now. */
record Validity(Instant from, Instant until, Instant now) {
    /** Long enough to enrol the next one on every machine. */
    private static final Duration NOTICE = Duration.ofDays(90);

    static Validity of(X509Certificate certificate, Clock clock) {
        return new Validity(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                clock.instant());
    }

    boolean isNow() {
        return !now.isBefore(from) && !now.isAfter(until);
    }

    /** Negative once it has ended. */
    Duration left() {
        return Duration.between(now, until);
    }

    /** @param whose for example {@code of key 'mok'} */
    void warn(Logger log, String whose) {
        if (now.isAfter(until)) {
            log.warnf("the certificate %s has ended at %s: nothing is signed with it", whose, until);
        } else if (left().compareTo(NOTICE) < 0) {
            log.warnf(
                    "the certificate %s ends at %s, in %d days: nothing is signed with it from then on",
                    whose, until, left().toDays());
        }
    }

    @Override
    public String toString() {
        return "valid from " + from + " to " + until + ", now is " + now;
    }
}
