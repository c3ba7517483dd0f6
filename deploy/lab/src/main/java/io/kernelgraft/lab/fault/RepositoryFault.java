package io.kernelgraft.lab.fault;

/** The kmod repository has something wrong in it: {@code deploy/lab/faults/repository/<name>} says what. */
public record RepositoryFault() implements Breakage {}
