package io.kernelgraft.contract.line;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.kernelgraft.contract.schema.JsonSchema;
import io.kernelgraft.contract.schema.Violation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** Reads line files, checks them against {@code schema/line.schema.json} and the rules between fields. */
public final class LineFileReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final JsonSchema SCHEMA = new JsonSchema("/schema/line.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private LineFileReader() {}

    /** A line file and the sha256 (hex) of the bytes it was read from. */
    public record LoadedLine(LineFile line, String sha256) {}

    /** @throws InvalidLineFile with every problem found */
    public static LoadedLine read(Path file) {
        byte[] bytes = bytes(file);
        YamlTree tree = new YamlTree(text(file, bytes));
        refuse(file, tree.problems());
        refuse(file, schemaProblems(tree));
        LineFile line = line(file, tree);
        refuse(file, LineRules.broken(line, tree));
        return new LoadedLine(line, sha256(bytes));
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw unreadable(file, "expected at most " + MAX_BYTES + " bytes, found " + Files.size(file));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, "expected a readable file, found " + e);
        }
    }

    private static String text(Path file, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unreadable(file, "expected text in UTF-8, found other bytes");
        }
    }

    private static List<Problem> schemaProblems(YamlTree tree) {
        return SCHEMA.violations(tree.root()).stream()
                .map(violation -> problem(violation, tree))
                .toList();
    }

    private static Problem problem(Violation violation, YamlTree tree) {
        JsonPointer pointer = JsonPointer.compile(violation.pointer());
        return switch (violation.kind()) {
            case WRONG_VALUE -> Problem.at(tree.ofValue(pointer), pointer, violation.text());
            case MISSING -> Problem.at(tree.ofKey(pointer.head()), pointer, violation.text());
            case UNKNOWN -> {
                String meant = NearestName.to(pointer.last().getMatchingProperty(), violation.known())
                        .map(name -> "; did you mean '" + name + "'?")
                        .orElse("");
                yield Problem.at(tree.ofKey(pointer), pointer, violation.text() + meant);
            }
        };
    }

    private static LineFile line(Path file, YamlTree tree) {
        try {
            return JSON.treeToValue(tree.root(), LineFile.class);
        } catch (ValueInstantiationException e) {
            // What a pattern can't say (port 70000): the value's own class refuses it.
            JsonPointer pointer = pointer(e);
            String text = e.getCause().getMessage();
            throw invalid(file, List.of(Problem.at(tree.ofValue(pointer), pointer, text)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the line file's schema and record do not agree", e);
        }
    }

    private static JsonPointer pointer(JsonMappingException problem) {
        JsonPointer pointer = JsonPointer.empty();
        for (JsonMappingException.Reference step : problem.getPath()) {
            pointer = step.getFieldName() == null
                    ? pointer.appendIndex(step.getIndex())
                    : pointer.appendProperty(step.getFieldName());
        }
        return pointer;
    }

    private static void refuse(Path file, List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw invalid(file, problems);
        }
    }

    private static InvalidLineFile unreadable(Path file, String text) {
        return invalid(file, List.of(new Problem(Position.START, "(file)", text)));
    }

    private static InvalidLineFile invalid(Path file, List<Problem> problems) {
        return new InvalidLineFile(problems.stream()
                .sorted(Comparator.comparing(Problem::position))
                .map(problem -> problem.in(file.toString()))
                .toList());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
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
