package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Derives a rebuild's id from what identifies it, so that asking twice for the same thing is asking once. */
public final class RebuildId {
    /** Raised when the same inputs would give another image, because our own recipe changed. */
    public static final int RECIPE_VERSION = 2;

    private RebuildId() {}

    /** The line file's hash covers the kmod set, the signing policy and everything else that the line declares. */
    public static String of(
            String line, String lineSha256, Digest base, Digest snapshot, List<ImageReference> userland) {
        List<String> inputs = new ArrayList<>(List.of(line, lineSha256, base.value(), snapshot.value()));
        userland.forEach(each -> inputs.add(each.pinned().value()));
        inputs.add("recipe " + RECIPE_VERSION);
        String identity = String.join("\n", inputs);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return "rb-" + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
