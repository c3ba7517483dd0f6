package io.kernelgraft.lab.fault;

/** What the services keep of earlier downloads is damaged; they mend it themselves. */
public record CacheFault() implements Breakage {}
