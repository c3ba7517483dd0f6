package io.kernelgraft.signer.key;

import io.kernelgraft.contract.line.LineFile.PinnedKey;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import io.kernelgraft.runtime.line.Lines;
import io.kernelgraft.runtime.stage.StageFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.cert.X509Certificate;
import java.time.Clock;
import org.jboss.logging.Logger;

/**
 * How long the certificates that lines pin are good for, in the gauge {@code
 * kernelgraft_signer_certificate_remaining_seconds{line,key}}. No key is touched for it.
 */
@ApplicationScoped
public class CertificateWatch {
    private static final Logger LOG = Logger.getLogger(CertificateWatch.class);

    private final Lines lines;
    private final MeterRegistry meters;
    private final Clock clock;

    @Inject
    public CertificateWatch(Lines lines, MeterRegistry meters) {
        this(lines, meters, Clock.systemUTC());
    }

    CertificateWatch(Lines lines, MeterRegistry meters, Clock clock) {
        this.lines = lines;
        this.meters = meters;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void start() {
        for (LoadedLine loaded : lines.all()) {
            for (PinnedKey key : loaded.line().signing().keys()) {
                watch(loaded.line().name(), key);
            }
        }
    }

    private void watch(String line, PinnedKey key) {
        String whose = "of key '" + key.key() + "' (line '" + line + "')";
        try {
            X509Certificate certificate = Pem.certificate(key.certificate(), "the certificate " + whose);
            Gauge.builder(
                            "kernelgraft.signer.certificate.remaining",
                            () -> Validity.of(certificate, clock).left().toSeconds())
                    .description("time until the certificate ends")
                    .baseUnit("seconds")
                    .tag("line", line)
                    .tag("key", key.key())
                    .register(meters);
            Validity.of(certificate, clock).warn(LOG, whose);
        } catch (StageFailure e) {
            // Other lines are signed all the same; this one fails with the same words when it is its turn.
            LOG.warn(e.getMessage());
        }
    }
}
