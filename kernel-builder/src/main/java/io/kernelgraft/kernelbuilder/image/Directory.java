package io.kernelgraft.kernelbuilder.image;

import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** A directory of the image, by its absolute path inside. One that is not there counts as empty. */
public record Directory(RootTree image, String path) {
    /** Its entries' names, sorted. */
    public List<String> names() throws IOException {
        Path directory = image.resolve(path);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** Removes everything in it, but not the directory itself. Links are removed, never followed. */
    public void clear() throws IOException {
        Path directory = image.resolve(path);
        for (String name : names()) {
            Files.walkFileTree(directory.resolve(name), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }
}
