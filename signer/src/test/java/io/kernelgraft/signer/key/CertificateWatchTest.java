package io.kernelgraft.signer.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.contract.line.LineFile.PinnedKey;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.signer.testing.LogLines;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificateWatchTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final KeyPair PAIR = TestKeys.pair(2048);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void shouldTellHowLongEachCertificateIsGoodFor() {
        // Given
        LineFile.Signing both = new LineFile.Signing(
                "mok",
                endingIn(Duration.ofDays(1000)),
                new PinnedKey("old", endingIn(Duration.ofHours(-1))),
                null,
                null);
        // When
        start(both);
        // Then
        assertThat(remaining("mok")).isEqualTo(1000 * 86400.0);
        assertThat(remaining("old")).isEqualTo(-3600.0);
    }

    @Test
    void shouldWarnFromNinetyDaysBefore() {
        try (LogLines log = LogLines.capture()) {
            start(new LineFile.Signing("far", endingIn(Duration.ofDays(90).plusMinutes(1))));
            assertThat(log.text()).doesNotContain("'far'");
            start(new LineFile.Signing("near", endingIn(Duration.ofDays(89).plusHours(23))));
            assertThat(log.text())
                    .contains(
                            "WARN the certificate of key 'near' (line 'desktop') ends at 2027-02-21T11:00:00Z, in 89 days");
        }
    }

    @Test
    void shouldSayWhenACertificateHasEnded() {
        try (LogLines log = LogLines.capture()) {
            start(new LineFile.Signing("gone", endingIn(Duration.ofDays(-1))));
            assertThat(log.text())
                    .contains("WARN the certificate of key 'gone' (line 'desktop') has ended at 2026-11-22T12:00:00Z");
        }
    }

    @Test
    void shouldGoOnWithTheOtherLinesWhereOneHasNoCertificate() {
        try (LogLines log = LogLines.capture()) {
            start(new LineFile.Signing(
                    "none",
                    "-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n",
                    new PinnedKey("old", endingIn(Duration.ofDays(100))),
                    null,
                    null));
            assertThat(log.text()).contains("the certificate of key 'none' (line 'desktop') is no X.509 certificate");
        }
        assertThat(remaining("old")).isEqualTo(100 * 86400.0);
    }

    private double remaining(String key) {
        return meters.get("kernelgraft.signer.certificate.remaining")
                .tag("line", "desktop")
                .tag("key", key)
                .gauge()
                .value();
    }

    private void start(LineFile.Signing signing) {
        start(signing, meters);
    }

    static void start(LineFile.Signing signing, MeterRegistry meters) {
        LineFile line = new LineFile("desktop", null, null, null, null, null, null, signing, null, null, null, null);
        Lines lines = new Lines() {
            @Override
            public List<LoadedLine> all() {
                return List.of(new LoadedLine(line, "ab".repeat(32)));
            }

            @Override
            public Optional<LoadedLine> named(String name) {
                throw new AssertionError();
            }
        };
        new CertificateWatch(lines, meters, Clock.fixed(NOW, ZoneOffset.UTC)).start();
    }

    private static String endingIn(Duration left) {
        return TestKeys.pem(TestKeys.certificate(PAIR, "CN=Example MOK", TestKeys.NOT_BEFORE, NOW.plus(left)));
    }
}
