package io.kernelgraft.verifier.check;

import io.kernelgraft.contract.event.CheckResult;
import io.kernelgraft.contract.event.CheckResult.Status;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that was looked at, in order of weight. */
public record Report(List<Entry> entries) {
    public record Entry(CheckIdentity check, Finding finding) {}

    public Report {
        entries = List.copyOf(entries);
    }

    public Report and(Report more) {
        return new Report(Stream.concat(entries.stream(), more.entries.stream()).toList());
    }

    /** The reason code of the weightiest check that failed; empty if none did. */
    public Optional<String> rejection() {
        return failed().map(entry -> entry.check().reason()).findFirst();
    }

    /** Every failing check with what was seen. */
    public String failures() {
        return String.join(
                "\n",
                failed().map(entry ->
                                entry.check().id() + ": " + entry.finding().detail())
                        .toList());
    }

    public List<CheckResult> results() {
        return entries.stream()
                .map(entry -> entry.check().result(entry.finding()))
                .toList();
    }

    private Stream<Entry> failed() {
        return entries.stream().filter(entry -> entry.finding().status() == Status.FAIL);
    }
}
