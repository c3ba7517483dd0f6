package io.kernelgraft.contract.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code host[:port]/repository[:tag][@digest]}, always with an explicit host: no default registry is ever assumed.
 * What travels between services is pinned, that is, has a digest (failure F65: a tag resolved twice).
 */
public record ImageReference(String host, String repository, Optional<String> tag, Optional<Digest> digest) {
    private static final Pattern FORM = Pattern.compile(
            "(?<host>[a-z0-9][a-z0-9.-]{0,252}(:[0-9]{1,5})?)/"
                    + "(?<repository>[a-z0-9]+([._-]{1,2}[a-z0-9]+)*(/[a-z0-9]+([._-]{1,2}[a-z0-9]+)*)*)"
                    + "(:(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(@(?<digest>sha256:[0-9a-f]{64}))?");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ImageReference parse(String text) {
        Matcher form = FORM.matcher(text == null ? "" : text);
        if (text == null || text.length() > 512 || !form.matches()) {
            throw new IllegalArgumentException(
                    "an image reference is host[:port]/repository[:tag][@sha256:…], not '" + text + "'");
        }
        return new ImageReference(
                form.group("host"),
                form.group("repository"),
                Optional.ofNullable(form.group("tag")),
                Optional.ofNullable(form.group("digest")).map(Digest::new));
    }

    public ImageReference withDigest(Digest digest) {
        return new ImageReference(host, repository, Optional.empty(), Optional.of(digest));
    }

    public ImageReference withTag(String tag) {
        return parse(name() + ":" + tag);
    }

    /** {@code host/repository}, without tag and digest. */
    public String name() {
        return host + "/" + repository;
    }

    /** The digest of a pinned reference. */
    public Digest pinned() {
        return digest.orElseThrow(() -> new IllegalArgumentException("'" + this + "' has no digest"));
    }

    @Override
    @JsonValue
    public String toString() {
        return name() + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }
}
