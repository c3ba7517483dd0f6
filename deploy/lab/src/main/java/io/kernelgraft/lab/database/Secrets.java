package io.kernelgraft.lab.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Random passwords, made on first use, one file each (mode 0600 in a directory of mode 0700). */
public final class Secrets {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final Pattern VALUE = Pattern.compile("[0-9a-f]{32}");

    private final Path directory;

    public Secrets(Path directory) {
        this.directory = directory;
    }

    /** 32 hex digits. */
    public String named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a secret's name is " + NAME + ", not '" + name + "'");
        }
        Path file = directory.resolve(name);
        try {
            if (Files.exists(file)) {
                String value = Files.readString(file);
                if (!VALUE.matcher(value).matches()) {
                    throw new IllegalStateException(file + " holds no password made by the lab; remove it");
                }
                return value;
            }
            return write(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the password " + file, e);
        }
    }

    private String write(Path file) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String value = HexFormat.of().formatHex(random);
        Files.writeString(file, value);
        return value;
    }
}
