package io.kernelgraft.lab.fault;

/** What a fault breaks, by where: each sort is broken and mended in its own way. */
public sealed interface Breakage permits CoprFault {}
