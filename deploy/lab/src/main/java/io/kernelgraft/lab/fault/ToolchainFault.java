package io.kernelgraft.lab.fault;

/** The image that kmods are compiled in has something wrong in it: {@code deploy/lab/faults/toolchain/<name>} says what. */
public record ToolchainFault() implements Breakage {}
