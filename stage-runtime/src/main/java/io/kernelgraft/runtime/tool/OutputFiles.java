package io.kernelgraft.runtime.tool;

import java.nio.file.Path;

/**
 * Files that a program writes its output to by itself, followed while it works. For a program behind another one that
 * passes output on and ends without waiting for the last of it.
 */
public record OutputFiles(Path stdout, Path stderr) {}
