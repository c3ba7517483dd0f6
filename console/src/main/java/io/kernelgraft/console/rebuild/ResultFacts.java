package io.kernelgraft.console.rebuild;

import io.kernelgraft.contract.event.RebuildEvent;
import java.time.Instant;

/** The event that a stage ended with, and when it was sent. */
public record ResultFacts(String stage, Instant at, RebuildEvent data) {}
