package io.kernelgraft.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "400, 0.4 s",
        "9999, 10.0 s",
        "12345, 12 s",
        "60000, 1 min",
        "125000, 2 min 5 s",
        "12000000, 3 h 20 min"
    })
    void shouldSayLengths(long millis, String expected) {
        // When, Then
        assertThat(Wording.length(millis)).isEqualTo(expected);
    }

    @Test
    void shouldSayTheFirstLineOfAReasonAndNoMoreThanFits() {
        // When, Then
        assertThat(Wording.brief("\n  modpost failed\nmake: *** Error 2")).isEqualTo("modpost failed");
        assertThat(Wording.brief("😀".repeat(201))).isEqualTo("😀".repeat(199) + "…");
        assertThat(Wording.brief("😀".repeat(200))).isEqualTo("😀".repeat(200));
        assertThat(Wording.brief(" \n")).isEqualTo("no reason was given");
    }

    @Test
    void shouldSayTimesInUtc() {
        // When, Then
        assertThat(Wording.inWords(Instant.parse("2026-05-04T03:00:01.25Z"))).isEqualTo("4 May 2026, 03:00:01 UTC");
    }
}
