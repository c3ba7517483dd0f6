package io.kernelgraft.verifier.shipped;

import io.kernelgraft.runtime.tool.ToolRunner;
import io.kernelgraft.verifier.machine.Accelerator;
import io.kernelgraft.verifier.machine.Machine;
import io.kernelgraft.verifier.machine.MachineConfig;
import io.kernelgraft.verifier.machine.MachinePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A machine that is switched on several times: its disk and its firmware's variables stay. */
record Guest(MachineConfig machines, Path firmwareCode, Path variables, Path disk, Accelerator accelerator) {
    private static final Duration DEADLINE = Duration.ofMinutes(6);
    private static final String UNIT = """
            [Unit]
            Description=Ask the shipped programs
            After=multi-user.target
            [Service]
            Type=oneshot
            LoadCredential=ask
            ExecStart=/bin/sh ${CREDENTIALS_DIRECTORY}/ask
            """;

    /**
     * From switching on until it switches itself off.
     *
     * @param directory an empty one, for this boot alone
     */
    Answers boot(Path directory, ToolRunner tools) throws IOException, InterruptedException {
        MachinePlan plan =
                new MachinePlan(accelerator, 2048, 2, firmwareCode, variables, disk, credentials(), DEADLINE);
        List<String> console = new ArrayList<>();
        try (Machine machine = Machine.start(machines, plan, directory, tools, console::add)) {
            while (machine.await(200) == null) {
                if (machine.uptimeMillis() > DEADLINE.toMillis()) {
                    throw new IOException("not done within " + DEADLINE.toSeconds() + " s; the console's last lines: "
                            + console.subList(Math.max(0, console.size() - 10), console.size()));
                }
            }
        }
        return new Answers(
                Files.readString(directory.resolve(Machine.SECOND_SERIAL), StandardCharsets.ISO_8859_1),
                Files.readString(directory.resolve(Machine.CONSOLE), StandardCharsets.ISO_8859_1));
    }

    private static List<String> credentials() throws IOException {
        try (var script = Guest.class.getResourceAsStream("ask.sh")) {
            return List.of(
                    credential("systemd.extra-unit.ask.service", UNIT),
                    credential("systemd.unit-dropin.multi-user.target", "[Unit]\nWants=ask.service\n"),
                    credential("ask", new String(script.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    private static String credential(String name, String content) {
        return name + "=" + Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }

    /** @param report what ask.sh said; @param console what firmware, kernel and systemd said */
    record Answers(String report, String console) {
        /** Values of all lines {@code key=value} of that key. */
        List<String> all(String key) {
            return report.lines()
                    .map(line -> line.replace("\r", ""))
                    .filter(line -> line.startsWith(key + "="))
                    .map(line -> line.substring(key.length() + 1))
                    .toList();
        }
    }
}
