package io.kernelgraft.signer.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file with a private key, a passphrase or a PIN in it.
 *
 * @param allowed the most that its mode may be
 * @param missing reason code if it can't be read
 */
record SecretFile(Path path, Set<PosixFilePermission> allowed, String missing) {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    /** systemd grants a unit's user access by an ACL, whose mask shows where a mode has its group. */
    private static final Set<PosixFilePermission> CREDENTIAL =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ);

    static SecretFile ownerOnly(Path path, String missing) {
        return new SecretFile(path, OWNER_ONLY, missing);
    }

    /** One that systemd put there; who may read it is systemd's doing. */
    static SecretFile credential(Path path, String missing) {
        return new SecretFile(path, CREDENTIAL, missing);
    }

    String text() {
        requireMode();
        try {
            return Files.readString(path);
        } catch (IOException | SecurityException e) {
            throw unreadable(e);
        }
    }

    /** The first line, to be overwritten after use. */
    char[] word() {
        requireMode();
        try {
            byte[] bytes = Files.readAllBytes(path);
            CharBuffer chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
            Arrays.fill(bytes, (byte) 0);
            int end = 0;
            while (end < chars.length() && chars.charAt(end) != '\n' && chars.charAt(end) != '\r') {
                end++;
            }
            char[] word = Arrays.copyOfRange(chars.array(), 0, end);
            Arrays.fill(chars.array(), '\0');
            return word;
        } catch (IOException | SecurityException e) {
            throw unreadable(e);
        }
    }

    FileTime changed() {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void requireMode() {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
            if (!allowed.containsAll(mode)) {
                throw SigningKeys.refused(
                        "SIGNING_KEY_EXPOSED",
                        path + " has mode " + PosixFilePermissions.toString(mode) + ", expected at most "
                                + PosixFilePermissions.toString(allowed));
            }
        } catch (IOException | SecurityException e) {
            throw unreadable(e);
        }
    }

    private RuntimeException unreadable(Exception e) {
        return SigningKeys.refused(
                missing, path + " can't be read (" + e.getClass().getSimpleName() + "); nothing is signed without it");
    }
}
