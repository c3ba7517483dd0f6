package io.kernelgraft.lab.fault;

/** What a fault breaks: each sort is broken and mended in its own way, by {@link Switches}. */
public sealed interface Breakage
        permits CoprFault, BaseFault, ReleaseFault, CacheFault, ToolchainFault, RepositoryFault {}
