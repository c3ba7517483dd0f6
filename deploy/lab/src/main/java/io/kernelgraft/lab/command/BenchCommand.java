package io.kernelgraft.lab.command;

import io.kernelgraft.lab.bench.Bench;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.host.LabScripts;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Measures what there are bounds for. */
@Command(
        name = "bench",
        description = "Measures what there are bounds for: ${COMPLETION-CANDIDATES}. Exit code 1: a bound is not kept.")
public final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Only these: ${COMPLETION-CANDIDATES}.")
    private Bench.Name[] names = Bench.Name.values();

    @Override
    public Integer call() throws Exception {
        LabHome home = LabHome.find();
        LabScripts scripts = new LabScripts(home);
        scripts.installHost();
        scripts.makeAssets();
        return new Bench(home, LabPorts.find(), System.out).run(names) ? 0 : 1;
    }
}
