package io.kernelgraft.contract.event;

import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.ImageReference;
import java.util.List;

/**
 * The tags now name exactly the verified digest.
 *
 * @param promoted repository and digest
 * @param tags the tags that were moved
 * @param previous what the first tag named before; null if it named nothing
 */
public record CandidatePromoted(Rebuild rebuild, ImageReference promoted, List<String> tags, Digest previous)
        implements RebuildEvent {}
