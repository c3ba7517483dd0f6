package io.kernelgraft.contract.line;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * A YAML file as a tree that remembers positions. Only what JSON can say too: no tags, anchors or aliases, no key twice;
 * {@code yes}, {@code 010} and {@code 1:30} are text, as in YAML 1.2.
 */
final class YamlTree {
    private static final int MAX_DEPTH = 20;
    private static final Set<Tag> SCALARS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<JsonPointer, Position> values = new HashMap<>();
    private final Map<JsonPointer, Position> keys = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final JsonNode root;

    YamlTree(String text) {
        this.root = read(text);
    }

    JsonNode root() {
        return root;
    }

    /** What is wrong with the YAML itself; if there is anything, the tree is not whole. */
    List<Problem> problems() {
        return problems;
    }

    Position ofValue(JsonPointer pointer) {
        return values.getOrDefault(pointer, Position.START);
    }

    /** The key if the value has one, or else the value: an element of a list. */
    Position ofKey(JsonPointer pointer) {
        return keys.getOrDefault(pointer, ofValue(pointer));
    }

    private JsonNode read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        try {
            Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            return node == null ? NODES.nullNode() : value(node, JsonPointer.empty());
        } catch (MarkedYAMLException e) {
            problems.add(
                    new Problem(Position.of(e.getProblemMark()), "(file)", "expected YAML, found: " + e.getProblem()));
        } catch (ReaderException e) {
            problems.add(new Problem(
                    at(text, e.getPosition()),
                    "(file)",
                    "expected printable text, found U+%04X".formatted(e.getCodePoint())));
        } catch (YAMLException e) {
            problems.add(new Problem(Position.START, "(file)", "expected YAML, found: " + e.getMessage()));
        }
        return NODES.nullNode();
    }

    private JsonNode value(Node node, JsonPointer pointer) {
        values.put(pointer, Position.of(node.getStartMark()));
        if (node.getAnchor() != null) {
            return refused(node, pointer, "expected plain values, found the anchor '&" + node.getAnchor() + "'");
        }
        return switch (node) {
            case MappingNode mapping when mapping.getTag().equals(Tag.MAP) -> object(mapping, pointer);
            case SequenceNode sequence when sequence.getTag().equals(Tag.SEQ) -> list(sequence, pointer);
            case ScalarNode scalar when SCALARS.contains(scalar.getTag()) -> scalar(scalar);
            default -> refused(node, pointer, "expected plain values, found the tag '" + node.getTag() + "'");
        };
    }

    private JsonNode object(MappingNode mapping, JsonPointer pointer) {
        ObjectNode object = NODES.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            // A merge key (<<) is a field like any other here, and an unknown one.
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                refused(entry.getKeyNode(), pointer, "expected a field name, found a list or an object");
                continue;
            }
            JsonPointer field = pointer.appendProperty(key.getValue());
            if (object.has(key.getValue())) {
                refused(key, field, "expected each field once, found it again (first at " + keys.get(field) + ")");
                continue;
            }
            keys.put(field, Position.of(key.getStartMark()));
            object.set(key.getValue(), value(entry.getValueNode(), field));
        }
        return object;
    }

    private JsonNode list(SequenceNode sequence, JsonPointer pointer) {
        ArrayNode list = NODES.arrayNode();
        for (Node element : sequence.getValue()) {
            list.add(value(element, pointer.appendIndex(list.size())));
        }
        return list;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN || scalar.getTag().equals(Tag.STR)) {
            return NODES.textNode(text);
        }
        return switch (text) {
            case "true", "false" -> NODES.booleanNode(text.equals("true"));
            case "", "~", "null" -> NODES.nullNode();
            default ->
                text.matches("0|-?[1-9][0-9]{0,99}") ? NODES.numberNode(new BigInteger(text)) : NODES.textNode(text);
        };
    }

    private JsonNode refused(Node node, JsonPointer pointer, String text) {
        problems.add(Problem.at(Position.of(node.getStartMark()), pointer, text));
        return NODES.nullNode();
    }

    private static Position at(String text, int offset) {
        String before = text.substring(0, Math.min(offset, text.length()));
        int lineStart = before.lastIndexOf('\n') + 1;
        return new Position((int) before.chars().filter(c -> c == '\n').count() + 1, before.length() - lineStart + 1);
    }
}
