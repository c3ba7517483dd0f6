package io.kernelgraft.lab.fault;

/**
 * A kernel release with something wrong in it lies ready to be published: {@code deploy/lab/faults/release/<name>} says
 * what.
 */
public record ReleaseFault() implements Breakage {}
