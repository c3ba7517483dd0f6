package io.kernelgraft.lab.host;

/**
 * Something the lab needs of the machine.
 *
 * @param name for example {@code root} or {@code buildah}
 * @param detail what was found, or what to do
 */
public record Requirement(String name, boolean met, String detail) {}
