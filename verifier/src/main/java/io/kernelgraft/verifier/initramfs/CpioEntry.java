package io.kernelgraft.verifier.initramfs;

/**
 * @param name without a leading {@code ./} or slash
 * @param mode file type and permission bits, as {@code st_mode} has them
 * @param size bytes
 */
public record CpioEntry(String name, int mode, long size) {
    private static final int TYPE = 0170000;

    public boolean isDirectory() {
        return (mode & TYPE) == 0040000;
    }

    public boolean isRegularFile() {
        return (mode & TYPE) == 0100000;
    }
}
