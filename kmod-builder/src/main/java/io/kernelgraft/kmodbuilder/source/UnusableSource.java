package io.kernelgraft.kmodbuilder.source;

/** These sources are not what the line says, or can't be unpacked: one kmod's own reason to fail. */
public final class UnusableSource extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnusableSource(String message) {
        super(message);
    }
}
