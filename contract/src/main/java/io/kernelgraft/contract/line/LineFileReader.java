package io.kernelgraft.contract.line;

import java.nio.file.Path;
import java.util.List;

/** Reads and checks line files. */
public final class LineFileReader {
    private LineFileReader() {}

    /** A line file and the sha256 (hex) of the bytes it was read from. */
    public record LoadedLine(LineFile line, String sha256) {}

    /** @throws InvalidLineFile with every problem found */
    public static LoadedLine read(Path file) {
        throw new UnsupportedOperationException("comes with the schema");
    }

    /** What is wrong in a line file, one entry per problem: {@code file:line:column: field: expected …}. */
    public static final class InvalidLineFile extends RuntimeException {
        private final List<String> problems;

        public InvalidLineFile(List<String> problems) {
            super(String.join(System.lineSeparator(), problems));
            this.problems = List.copyOf(problems);
        }

        public List<String> problems() {
            return problems;
        }
    }
}
