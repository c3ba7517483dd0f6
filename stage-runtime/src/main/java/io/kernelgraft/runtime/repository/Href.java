package io.kernelgraft.runtime.repository;

import java.util.regex.Pattern;

/** A place within a repository; nothing that leads out of it. */
final class Href {
    private static final Pattern RELATIVE = Pattern.compile("(?!\\.)[A-Za-z0-9._+~^-]+(/(?!\\.)[A-Za-z0-9._+~^-]+)*");

    private Href() {}

    static String require(String href) {
        if (href.length() > 500 || !RELATIVE.matcher(href).matches()) {
            throw new IllegalArgumentException("expected a path within the repository, not '" + href + "'");
        }
        return href;
    }
}
