package io.kernelgraft.kernelbuilder.image;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the files of some directories are: type, mode and content, by absolute path inside the image. */
public record Fingerprints(SortedMap<String, String> byPath) {
    public static Fingerprints of(RootTree image, List<String> directories) throws IOException {
        SortedMap<String, String> byPath = new TreeMap<>();
        for (String directory : directories) {
            for (String name : new Directory(image, directory).names()) {
                byPath.put(directory + "/" + name, of(image.resolve(directory).resolve(name)));
            }
        }
        return new Fingerprints(byPath);
    }

    private static String of(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return "link to " + Files.readSymbolicLink(file);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "directory or device";
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " "
                    + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Paths of this that are different or gone in {@code later}. */
    public List<String> changedIn(Fingerprints later) {
        return byPath.keySet().stream()
                .filter(path -> !Objects.equals(byPath.get(path), later.byPath.get(path)))
                .toList();
    }

    /** Paths of {@code later} that are not in this, or different. */
    public List<String> newIn(Fingerprints later) {
        return later.byPath.keySet().stream()
                .filter(path -> !Objects.equals(byPath.get(path), later.byPath.get(path)))
                .toList();
    }
}
