package io.kernelgraft.console.http;

/**
 * An error's body.
 *
 * @param title the status in words
 * @param detail what was wrong with this request, what was expected; never an internal
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(String title, int status, String detail) {
    public static final String MEDIA_TYPE = "application/problem+json";
}
