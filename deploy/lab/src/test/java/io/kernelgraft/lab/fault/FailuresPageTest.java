package io.kernelgraft.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.lab.process.ProjectRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/failures.md} and the tests together. {@code -Dkernelgraft.docs.write=true} rewrites the page's tables
 * instead of comparing them.
 */
class FailuresPageTest {
    private static final Path ROOT = ProjectRoot.find();
    private static final Path PAGE = ROOT.resolve("docs/failures.md");
    private static final String START = "<!-- rows -->\n";
    private static final String END = "<!-- /rows -->";

    private static List<Reproduction> reproductions;

    @BeforeAll
    static void read() throws IOException {
        reproductions = Reproduction.in(testSources());
    }

    @Test
    void shouldReproduceEveryRow() throws IOException {
        // Given
        Set<String> missing = new TreeSet<>(ids());
        Set<String> reproduced = reproductions.stream()
                .flatMap(reproduction -> reproduction.rows().stream())
                .collect(Collectors.toCollection(TreeSet::new));

        // When
        missing.removeAll(reproduced);

        // Then
        assertThat(ids()).as("rows that tests name").containsAll(reproduced);
        assertThat(missing).as("rows that no test reproduces").isEmpty();
    }

    @Test
    void shouldOnlyListWhatTheTestChecksItself() {
        assertThat(reproductions)
                .allMatch(
                        Reproduction::isHeld, "takes a TestInfo for Ending.of, or has the reason code in its own code");
    }

    @Test
    void shouldShowEveryRowAsItsTestsDo() throws IOException {
        // Given
        String page = Files.readString(PAGE);
        int start = page.indexOf(START) + START.length();
        int end = page.indexOf(END);

        // When
        String tables = tables();

        // Then
        if (Boolean.getBoolean("kernelgraft.docs.write")) {
            Files.writeString(PAGE, page.substring(0, start) + tables + page.substring(end));
        } else {
            assertThat(page.substring(start, end)).isEqualTo(tables);
        }
    }

    private static String tables() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : lines()) {
            if (line.startsWith("# ")) {
                text.append("\n#").append(line).append("\n\n");
                text.append("| | what goes wrong | switch | stage | how it ends | test |\n|---|---|---|---|---|---|\n");
            } else {
                String[] row = line.split(" \\| ", 2);
                text.append(row(row[0], row[1]));
            }
        }
        return text.append('\n').toString();
    }

    /** A line for each test of it; only the first says again what it is about. */
    private static String row(String id, String what) {
        List<String> lines = new ArrayList<>();
        for (Reproduction test : reproductions) {
            if (test.rows().contains(id)) {
                String head = lines.isEmpty() ? "| " + id + " | " + what : "| | ";
                lines.add(head + " | "
                        + test.faults().stream()
                                .map(fault -> "`" + fault.wireName() + "`")
                                .collect(Collectors.joining(" "))
                        + " | " + test.stage() + " | " + test.ending() + " | [" + name(test) + "](" + link(test)
                        + ") |\n");
            }
        }
        return lines.isEmpty() ? "| " + id + " | " + what + " | | | | |\n" : String.join("", lines);
    }

    private static String name(Reproduction test) {
        return test.source().getFileName().toString().replace(".java", "") + "." + test.test();
    }

    private static String link(Reproduction test) {
        return PAGE.getParent().relativize(test.source()).toString();
    }

    private static List<String> ids() throws IOException {
        return lines().stream()
                .filter(line -> !line.startsWith("# "))
                .map(line -> line.split(" \\| ", 2)[0])
                .toList();
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = FailuresPageTest.class.getResourceAsStream("/failures.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static List<Path> testSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : modules()) {
            Path tests = ROOT.resolve(module).resolve("src/test/java");
            if (Files.isDirectory(tests)) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .sorted()
                            .forEach(sources::add);
                }
            }
        }
        return sources;
    }

    private static List<String> modules() throws IOException {
        return Files.readString(ROOT.resolve("pom.xml"))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("<module>"))
                .map(line -> line.replaceAll("</?module>", ""))
                .toList();
    }
}
