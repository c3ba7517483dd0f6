package io.kernelgraft.contract.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas' patterns and the values' are the same, so that what one accepts the other does. */
class ValuePatternsTest {
    @Test
    void shouldHaveTheValuesOwnPatternsInTheSchema() throws IOException {
        assertThat(pattern("digest")).isEqualTo(Digest.FORM.pattern());
        assertThat(pattern("nullableDigest")).isEqualTo(Digest.FORM.pattern());
        assertThat(pattern("kver")).isEqualTo(Kver.FORM.pattern());
        assertThat(pattern("nevra")).isEqualTo(Nevra.FORM.pattern());
        assertThat(pattern("imageReference")).isEqualTo(ImageReference.FORM.pattern());
        assertThat(pattern("pinnedReference"))
                .isEqualTo(pattern("imageReference")
                        .replaceFirst(Pattern.quote("(?:@(sha256:[0-9a-f]{64}))?"), "@(sha256:[0-9a-f]{64})"));
        assertThat(pattern("nullablePinnedReference")).isEqualTo(pattern("pinnedReference"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lineName", "chroot", "kmodName", "moduleName"})
    void shouldBeTheSameInTheLineFileAndTheEvents(String definition) throws IOException {
        assertThat(read("/schema/line.schema.json").at("/$defs/" + definition))
                .isEqualTo(read("/schema/event/common.schema.json").at("/$defs/" + definition));
    }

    /** Without the anchors, which Matcher.matches() implies, and the bound on the length, which is Java's own there. */
    private static String pattern(String definition) throws IOException {
        return read("/schema/event/common.schema.json")
                .at("/$defs/" + definition + "/pattern")
                .asText()
                .replaceFirst("^\\^(\\(\\?!\\[\\\\s\\\\S]\\{513}\\))?", "")
                .replaceFirst("\\$$", "");
    }

    private static JsonNode read(String resource) throws IOException {
        try (InputStream in = ValuePatternsTest.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
