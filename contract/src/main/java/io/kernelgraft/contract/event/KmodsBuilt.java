package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.ImageReference;
import java.util.List;

/** Every kmod of the line has settled; {@code artifact} holds the RPMs of the built ones (it may hold none). */
public record KmodsBuilt(Rebuild rebuild, ImageReference artifact, List<KmodOutcome> kmods) implements RebuildEvent {}
