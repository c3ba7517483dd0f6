package io.kernelgraft.lab.fault;

/** The line's base image is one with something wrong in it: {@code deploy/lab/faults/base/<name>} says what. */
public record BaseFault() implements Breakage {}
