package io.kernelgraft.verifier.check;

import io.kernelgraft.runtime.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** All checks that need no boot, the most telling first: the first that fails names the rejection. */
public final class StaticChecks {
    private final List<Check> checks;

    /** @param firstPartyRepositories regular expressions over ids of repositories that may stay enabled */
    public StaticChecks(List<Pattern> firstPartyRepositories) {
        checks = List.of(
                new OneKernel(),
                new KernelVersionString(),
                new LabelIsKernel(),
                new LabelsOfBase(),
                new InitramfsAtItsPath(),
                new InitramfsHasOstree(),
                new InitramfsDrivers(),
                new InitramfsSize(),
                new VmlinuzSigned(),
                new ModulesSigned(),
                new ModulesDecompress(),
                new KmodsForKernel(),
                new NoRepositoryLeft(firstPartyRepositories));
    }

    public List<Check> all() {
        return checks;
    }

    /** Every check is made, whatever the others found. */
    public Report examine(Candidate candidate, Progress progress) {
        List<Report.Entry> entries = new ArrayList<>();
        for (Check check : checks) {
            progress.report("checking " + check.identity().id(), entries.size() + 1, checks.size());
            entries.add(new Report.Entry(check.identity(), finding(check, candidate)));
        }
        return new Report(entries);
    }

    private static Finding finding(Check check, Candidate candidate) {
        try {
            return check.examine(candidate);
        } catch (IOException e) {
            return Finding.fail(e.getMessage());
        }
    }
}
