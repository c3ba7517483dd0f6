package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.ImageReference;

/** The base with its stock kernel replaced; no initramfs, no signature, nothing anyone should boot yet. */
public record ImageSwapped(Rebuild rebuild, ImageReference image) implements RebuildEvent {}
