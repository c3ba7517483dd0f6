package io.kernelgraft.console.api;

import java.util.List;

/** @param next where the older ones are; null if there are none */
public record RebuildList(List<RebuildSummary> items, String next) {}
