package io.kernelgraft.console.status;

import io.kernelgraft.contract.image.ImageReference;

/** Something in the registry that a stage takes or makes; {@code name} says what it is. */
public record Artifact(String name, ImageReference reference) {}
