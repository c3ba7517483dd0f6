package io.kernelgraft.runtime.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * User names and passwords per registry or repository prefix; the longest prefix wins. They are never printed.
 *
 * @see <a href="https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md">containers-auth.json(5)</a>
 */
final class Credentials {
    private final Map<String, String> basicByPrefix;

    private Credentials(Map<String, String> basicByPrefix) {
        this.basicByPrefix = basicByPrefix;
    }

    static Credentials none() {
        return new Credentials(Map.of());
    }

    /** @throws IllegalArgumentException if the file is not of that form; it quotes no secret */
    static Credentials read(Path file) {
        Map<String, String> found = new HashMap<>();
        try {
            JsonNode auths =
                    new ObjectMapper().readTree(Files.readAllBytes(file)).path("auths");
            if (!auths.isObject()) {
                throw new IllegalArgumentException(file + ": expected a JSON object with \"auths\"");
            }
            for (Map.Entry<String, JsonNode> entry : auths.properties()) {
                String basic = entry.getValue().path("auth").asText("");
                if (!isUserAndPassword(basic)) {
                    throw new IllegalArgumentException(file + ": auths[\"" + entry.getKey()
                            + "\"].auth must be base64 of user:password (credential helpers are not supported)");
                }
                found.put(entry.getKey(), "Basic " + basic);
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            // Neither message nor cause: Jackson quotes the input, which is secret here.
            throw new IllegalArgumentException(file + " is not JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Credentials(found);
    }

    private static boolean isUserAndPassword(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).indexOf(':') > 0;
        } catch (IllegalArgumentException e) {
            // Not base64: the caller says what was expected.
            return false;
        }
    }

    /** The value of an Authorization header. */
    Optional<String> basic(String host, String repository) {
        String prefix = host + "/" + repository;
        while (true) {
            String found = basicByPrefix.get(prefix);
            if (found != null) {
                return Optional.of(found);
            }
            int slash = prefix.lastIndexOf('/');
            if (slash < 0) {
                return Optional.empty();
            }
            prefix = prefix.substring(0, slash);
        }
    }
}
