package io.kernelgraft.lab.command;

import io.kernelgraft.contract.event.OperatorCommand;
import io.kernelgraft.contract.pipeline.PipelineStage;
import io.kernelgraft.lab.broker.KafkaAccounts;
import io.kernelgraft.lab.database.Secrets;
import io.kernelgraft.lab.events.OperatorDesk;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for one more attempt of a stage that failed. */
@Command(
        name = "retry",
        description =
                "Asks for one more attempt of a stage that failed, on the inputs that it has. A stage that runs or has ended "
                        + "well is left alone.")
public final class RetryCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "REBUILD", description = "As the console shows it: rb- and 16 hex digits.")
    private String rebuild;

    @Parameters(
            index = "1",
            paramLabel = "STAGE",
            description = "swap, sign-kernel, kmods, sign-kmods, seal, verify or promote.")
    private String stage;

    @Option(
            names = "--why",
            paramLabel = "TEXT",
            description = "For others who read the topic.",
            defaultValue = "asked by hand")
    private String why;

    @Override
    public Integer call() throws InterruptedException {
        if (!rebuild.matches("rb-[0-9a-f]{16}")) {
            System.err.println("lab: '" + rebuild + "' is no rebuild: expected 'rb-' and 16 hex digits");
            return 2;
        }
        if (PipelineStage.of(stage).isEmpty()) {
            System.err.println("lab: no stage is called '" + stage + "'; there are: "
                    + Arrays.stream(PipelineStage.values())
                            .map(PipelineStage::id)
                            .collect(Collectors.joining(", ")));
            return 2;
        }
        LabHome home = LabHome.find();
        if (!Running.in(home)) {
            return 1;
        }
        KafkaAccounts accounts = new KafkaAccounts(
                LabPorts.find().kafkaAccounts(), new Secrets(home.run().resolve("secrets")));
        try (OperatorDesk desk = new OperatorDesk(accounts.login(KafkaAccounts.OPERATOR))) {
            desk.send(new OperatorCommand(
                    OperatorCommand.Action.RETRY, rebuild, stage, System.getProperty("user.name"), why));
        }
        System.out.println("==> asked for another attempt of " + stage + " of " + rebuild);
        return 0;
    }
}
