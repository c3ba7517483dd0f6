package io.kernelgraft.signer.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kernelgraft.signer.fuzz.Fuzz.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few thousand inputs, the same each time; {@link FuzzBench} has ten million. */
class ParserFuzzTest {
    private static final long SEED = 4;
    private static final int INPUTS = 2000;

    @TempDir
    static Path directory;

    @Test
    void shouldRefuseOrTakeWhateverComes() throws Exception {
        for (Parser parser : Parsers.all(directory)) {
            Result result = new Fuzz(parser).run(parser.weight() > 1 ? INPUTS : INPUTS / 10, SEED);
            assertThat(result.crashes()).as(parser.name()).isEmpty();
            assertThat(result.hangs()).as(parser.name()).isEmpty();
            assertThat(result.refused()).as(parser.name()).isBetween(0L, result.inputs());
        }
    }

    @Test
    void shouldTakeWhatOnceBrokeIt() throws Exception {
        Map<String, Parser> parsers =
                Parsers.all(directory).stream().collect(Collectors.toMap(Parser::name, Function.identity()));
        List<String> found = Files.readAllLines(Path.of("src/test/resources/fuzz/found.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(found).isNotEmpty();
        for (String line : found) {
            String[] words = line.split(" ");
            Parser parser = parsers.get(words[0]);
            Throwable thrown = catchThrowable(
                    () -> parser.reading().read(Base64.getDecoder().decode(words[2])));
            assertThat(thrown == null || parser.refuses(thrown))
                    .as("%s: %s", words[0], thrown)
                    .isTrue();
        }
    }

    @Test
    void shouldTellCrashesFromRefusals() throws Exception {
        Parser parser = new Parser("a", 1, List.of(new byte[] {1}), List.of(IllegalStateException.class), input -> {
            if (input.length == 0) {
                throw new IllegalStateException("documented");
            }
            if (input[0] == 0) {
                throw new ArrayIndexOutOfBoundsException("not documented");
            }
        });
        Result result = new Fuzz(parser).run(10_000, SEED);
        assertThat(result.crashes()).isNotEmpty().allMatch(crash -> crash.contains("not documented"));
        assertThat(result.refused()).isPositive();
    }
}
