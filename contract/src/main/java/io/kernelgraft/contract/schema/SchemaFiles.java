package io.kernelgraft.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schema files of this module, from its own class loader: never the network, and never the context class loader,
 * which in a packaged service need not see them.
 */
final class SchemaFiles {
    /** Before a resource's path it makes an absolute IRI, against which {@code $ref}s between the files resolve. */
    static final String BASE = "kernelgraft:";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, JsonNode> FILES = new ConcurrentHashMap<>();

    private SchemaFiles() {}

    /** The text behind an IRI, or null if it is not one of ours. */
    static String text(String iri) {
        if (!iri.startsWith(BASE)) {
            return null;
        }
        try (InputStream in = SchemaFiles.class.getResourceAsStream(iri.substring(BASE.length()))) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + iri, e);
        }
    }

    /** The part of a file that an IRI with a JSON pointer as its fragment names. */
    static JsonNode at(String iri) {
        int hash = iri.indexOf('#');
        String pointer = hash < 0 ? "" : iri.substring(hash + 1);
        return file(hash < 0 ? iri : iri.substring(0, hash)).at(pointer);
    }

    /** Follows {@code $ref}, within the file or to a file beside it. */
    static JsonNode resolved(String iri, JsonNode schema) {
        String ref = schema.path("$ref").asText("");
        if (ref.isEmpty()) {
            return schema;
        }
        String file = iri.replaceFirst("#.*", "");
        return at(ref.startsWith("#") ? file + ref : file.substring(0, file.lastIndexOf('/') + 1) + ref);
    }

    private static JsonNode file(String iri) {
        return FILES.computeIfAbsent(iri, key -> {
            try {
                return JSON.readTree(text(key));
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON: " + key, e);
            }
        });
    }
}
