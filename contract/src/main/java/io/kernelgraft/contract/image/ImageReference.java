package io.kernelgraft.contract.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code host[:port]/repository[:tag][@digest]}, always with an explicit host, one that every container tool takes for
 * a host too (it has a dot or a port, or is localhost): no default registry is ever assumed. What travels between
 * services is pinned, that is, has a digest (failure F65: a tag resolved twice).
 */
public record ImageReference(String host, String repository, Optional<String> tag, Optional<Digest> digest) {
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final String PORT = ":[1-9][0-9]{0,4}";
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final int MAX_LENGTH = 512;
    private static final int MAX_PORT = 65535;

    /** The whole form, in the subset of regular expressions that JSON Schema shares. */
    static final Pattern FORM = Pattern.compile("("
            + ("(?:localhost|" + LABEL + "(?:\\." + LABEL + ")+)(?:" + PORT + ")?|" + LABEL + PORT)
            + (")/(" + COMPONENT + "(?:/" + COMPONENT + ")*)")
            + "(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?"
            + "(?:@(sha256:[0-9a-f]{64}))?");

    /** @throws IllegalArgumentException if the parts do not make a reference */
    public ImageReference {
        String text = text(host, repository, tag, digest);
        Matcher form = form(text);
        // Equal parts, not just a matching whole: a repository with ':' in it would read back as a tag.
        if (!form.group(1).equals(host)
                || !form.group(2).equals(repository)
                || !Optional.ofNullable(form.group(3)).equals(tag)) {
            throw refused(text);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ImageReference parse(String text) {
        Matcher form = form(text);
        return new ImageReference(
                form.group(1),
                form.group(2),
                Optional.ofNullable(form.group(3)),
                Optional.ofNullable(form.group(4)).map(Digest::new));
    }

    private static Matcher form(String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            throw refused(text);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw refused(text);
        }
        checkPort(form.group(1));
        return form;
    }

    private static void checkPort(String host) {
        String port = host.substring(host.indexOf(':') + 1);
        if (host.contains(":") && Integer.parseInt(port) > MAX_PORT) {
            throw new IllegalArgumentException("a registry's port is at most " + MAX_PORT + ", not " + port);
        }
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "an image reference is host[:port]/repository[:tag][@sha256:…] with a dot or port in the host, not '"
                        + text + "'");
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
        return text(host, repository, tag, digest);
    }

    private static String text(String host, String repository, Optional<String> tag, Optional<Digest> digest) {
        return host + "/" + repository + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
