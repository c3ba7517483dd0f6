package io.kernelgraft.runtime.line;

import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import java.util.List;
import java.util.Optional;

/** The line files this service was given, read once at start; a wrong one stops the start. */
public interface Lines {
    List<LoadedLine> all();

    Optional<LoadedLine> named(String name);
}
