package io.kernelgraft.verifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kernelgraft.contract.event.CheckResult;
import io.kernelgraft.contract.event.CheckResult.Status;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.evidence.Evidence;
import io.kernelgraft.verifier.check.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was looked at and seen, for programs and for people. */
final class ReportPage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ImageReference candidate;
    private final Report report;

    ReportPage(ImageReference candidate, Report report) {
        this.candidate = candidate;
        this.report = report;
    }

    void keep(Evidence evidence) {
        evidence.addText("report.json", json());
        evidence.addText("report.txt", text());
    }

    String json() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("candidate", candidate.toString());
        page.put("rejected", report.rejection().orElse(null));
        page.put("checks", report.results());
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(page);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    String text() {
        List<CheckResult> results = report.results();
        StringBuilder page = new StringBuilder("Candidate " + candidate + "\n");
        page.append("%d passed, %d failed, %d skipped%n%n"
                .formatted(count(results, Status.PASS), count(results, Status.FAIL), count(results, Status.SKIPPED)));
        for (CheckResult result : results) {
            page.append("%-7s %s: %s (%s)%n        %s%n"
                    .formatted(result.status(), result.id(), result.meaning(), result.source(), result.detail()));
        }
        return page.toString();
    }

    private static long count(List<CheckResult> results, Status status) {
        return results.stream().filter(result -> result.status() == status).count();
    }
}
