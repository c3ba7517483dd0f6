package io.kernelgraft.runtime.registry;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The registry answered, but asks to come back later. */
final class TryLater extends IOException {
    private final transient Optional<Duration> after;

    TryLater(String message, HttpHeaders headers) {
        super(message);
        this.after = headers.firstValue("Retry-After").flatMap(TryLater::parse);
    }

    /** What Retry-After said. */
    Optional<Duration> after() {
        return after;
    }

    /** Seconds or an HTTP date; anything else counts as not said. */
    private static Optional<Duration> parse(String value) {
        if (value.matches("[0-9]{1,6}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), at);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            // Not a date either: our own pause is used then.
            return Optional.empty();
        }
    }
}
