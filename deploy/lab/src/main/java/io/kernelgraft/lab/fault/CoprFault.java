package io.kernelgraft.lab.fault;

import io.kernelgraft.lab.copr.Fault;

/** The COPR look-alike answers wrongly. */
public record CoprFault(Fault fault) implements Breakage {}
