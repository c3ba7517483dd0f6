package io.kernelgraft.signer.confinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.runtime.StartupEvent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a JVM of its own with the lab's flags: this one still needs to start others. */
class ConfinementTest {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    @ParameterizedTest
    @ValueSource(strings = {"POSIX_SPAWN", "FORK"})
    void shouldStartNoProcessFromAnyThreadAndLeaveNoDump(String mechanism) throws Exception {
        assumeTrue(Machine.here().isPresent(), "there is a filter for Linux on x86_64 and aarch64 alone");
        Process program = program(mechanism);
        try {
            List<String> said = said(program);
            assertThat(said)
                    .contains("before: started, exit 0")
                    .contains("dumpable: 0", "NoNewPrivs: 1", "Seccomp: 2", "Max core file size 0 0 bytes")
                    .contains("dumpable again: prctl 4 failed with errno 1");
            assertThat(said)
                    .filteredOn(line -> line.matches("(main|earlier thread|new thread|virtual thread): .*"))
                    .hasSize(4)
                    .allMatch(line -> line.contains("Operation not permitted"), "EPERM");
            assertThat(program.toHandle().descendants()).isEmpty();
            assertThat(run("jcmd", Long.toString(program.pid()), "VM.version")).isNotZero();
            assertThat(run("jcmd", Long.toString(program.pid()), "GC.heap_dump", "/dev/null"))
                    .isNotZero();
        } finally {
            program.getOutputStream().close();
            if (!program.waitFor(10, TimeUnit.SECONDS)) {
                program.destroyForcibly();
            }
        }
    }

    @Test
    void shouldNotStartWhereItCannotBeConfined() {
        String arch = System.setProperty("os.arch", "riscv64");
        try {
            assertThatThrownBy(() -> new ConfinedStart(() -> true).start(new StartupEvent()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("does not start: there is no filter for Linux on riscv64");
        } finally {
            System.setProperty("os.arch", arch);
        }
    }

    @Test
    void shouldAnswerEachNumberOnce() {
        for (Machine machine : Machine.values()) {
            assertThat(machine.refused().boxed())
                    .doesNotHaveDuplicates()
                    .doesNotContain(machine.cloneCall(), machine.prctl(), machine.seccomp());
        }
    }

    private static Process program(String mechanism) throws Exception {
        return new ProcessBuilder(
                        JAVA_HOME.resolve("bin/java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:+DisableAttachMechanism",
                        "-Djdk.lang.Process.launchMechanism=" + mechanism,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConfinedProgram.class.getName())
                .redirectErrorStream(true)
                .start();
    }

    private static List<String> said(Process program) throws Exception {
        List<String> lines = new ArrayList<>();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null && !line.equals("done"); line = reader.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    private static int run(String tool, String... arguments) throws Exception {
        List<String> argv =
                new ArrayList<>(List.of(JAVA_HOME.resolve("bin").resolve(tool).toString()));
        argv.addAll(List.of(arguments));
        Process process = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
