package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.ImageReference;
import java.util.List;

/** The finished image, pushed once, before anyone has seen it boot. */
public record CandidateSealed(Rebuild rebuild, ImageReference candidate, List<KmodOutcome> kmods)
        implements RebuildEvent {}
