package io.kernelgraft.runtime.rpm;

/**
 * One path that a package owns, as its header lists it.
 *
 * @param path absolute, without {@code .} and {@code ..}
 * @param mode file type and permissions as in {@code st_mode}
 * @param size bytes
 * @param linkTarget of a symbolic link, else empty
 * @param ghost owned, but not in the payload
 */
public record RpmEntry(String path, int mode, long size, String linkTarget, boolean ghost) {
    private static final int TYPE = 0170000;

    public boolean isRegular() {
        return (mode & TYPE) == 0100000;
    }

    public boolean isDirectory() {
        return (mode & TYPE) == 0040000;
    }

    public boolean isSymbolicLink() {
        return (mode & TYPE) == 0120000;
    }
}
