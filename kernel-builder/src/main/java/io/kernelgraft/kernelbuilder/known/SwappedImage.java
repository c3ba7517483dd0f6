package io.kernelgraft.kernelbuilder.known;

import io.kernelgraft.contract.image.ImageReference;

/**
 * @param image pinned
 * @param evidence tag of the evidence of the attempt that made it, in the same repository
 */
public record SwappedImage(ImageReference image, String evidence) {}
