package io.kernelgraft.verifier;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.CandidateVerified;
import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageInput;
import io.kernelgraft.verifier.boot.BootTest;
import io.kernelgraft.verifier.check.Candidate;
import io.kernelgraft.verifier.check.Report;
import io.kernelgraft.verifier.check.StaticChecks;
import io.kernelgraft.verifier.image.ImageReader;
import io.kernelgraft.verifier.image.ImageView;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * Looks at the pushed digest and, if nothing is wrong with its files, boots it. What passes here is exactly the digest
 * that the promoter copies (failure F65).
 */
@ApplicationScoped
public class VerifyStage implements Stage {
    private final ImageReader images;
    private final StaticChecks checks;
    private final BootTest bootTest;

    VerifyStage(ImageReader images, VerifierConfig config, BootTest bootTest) {
        this.images = images;
        this.checks = new StaticChecks(config.firstPartyRepositories());
        this.bootTest = bootTest;
    }

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public Set<StageInput> inputs() {
        return Set.of(StageInput.of(EventType.CANDIDATE_SEALED));
    }

    @Override
    public Outcome run(StageContext context) throws InterruptedException {
        CandidateSealed sealed = context.input(CandidateSealed.class);
        List<X509Certificate> certificates = Certificates.of(context.line().signing());

        Report report = look(sealed, certificates, context);
        if (report.rejection().isPresent()) {
            return rejected(sealed, report, context);
        }
        // As on a machine that has changed over: what counts from here on is the current one alone.
        BootTest.Booted booted = bootTest.boot(sealed, certificates.getFirst(), context);
        report = report.and(booted.report());
        if (report.rejection().isPresent()) {
            return rejected(sealed, report, context);
        }
        new ReportPage(sealed.candidate(), report).keep(context.evidence());
        return Outcome.completed(new CandidateVerified(
                sealed.rebuild(),
                sealed.candidate(),
                report.results(),
                booted.accelerator().wireName(),
                booted.bootMillis()));
    }

    private Report look(CandidateSealed sealed, List<X509Certificate> certificates, StageContext context) {
        ImageView image = images.read(
                sealed.candidate(), Candidate.WANTED, context.workspace().resolve("image"), context.progress());
        return checks.examine(new Candidate(image, sealed.rebuild(), context.line(), certificates), context.progress());
    }

    private static Outcome rejected(CandidateSealed sealed, Report report, StageContext context) {
        new ReportPage(sealed.candidate(), report).keep(context.evidence());
        return Outcome.failed(FailureKind.REJECTED, report.rejection().orElseThrow(), report.failures());
    }
}
