package io.kernelgraft.lab;

import io.kernelgraft.lab.command.BenchCommand;
import io.kernelgraft.lab.command.BreakCommand;
import io.kernelgraft.lab.command.DemoCommand;
import io.kernelgraft.lab.command.DoctorCommand;
import io.kernelgraft.lab.command.DownCommand;
import io.kernelgraft.lab.command.MendCommand;
import io.kernelgraft.lab.command.PublishCommand;
import io.kernelgraft.lab.command.RetryCommand;
import io.kernelgraft.lab.command.StatusCommand;
import io.kernelgraft.lab.command.SuperviseCommand;
import io.kernelgraft.lab.command.SweepCommand;
import io.kernelgraft.lab.command.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Everything the pipeline talks to, and the pipeline, on one machine. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "A whole Kernelgraft on this machine. KG_LAB_HOME says where (default: .lab in the checkout), "
                + "KG_PORTS its first port (default: 18080).",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            PublishCommand.class,
            RetryCommand.class,
            BreakCommand.class,
            MendCommand.class,
            DemoCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            SuperviseCommand.class,
            SweepCommand.class
        })
public final class Lab {
    public static void main(String[] arguments) {
        // Small answers of the look-alikes would wait for the peer's delayed acknowledgement otherwise.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Kafka's client logs to nobody here; what matters of it comes as an exception.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        CommandLine line = new CommandLine(new Lab());
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("lab: " + e.getMessage());
            if (System.getenv("KG_TRACE") != null) {
                e.printStackTrace(command.getErr());
            }
            return 1;
        });
        System.exit(line.execute(arguments));
    }
}
