package io.kernelgraft.runtime.container;

import io.kernelgraft.runtime.tool.ToolCall;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A program run inside a working container.
 *
 * @param tool argv, environment and directory as they are inside; deadline and listener as for any tool
 * @param network whether it sees the host's network; otherwise a network namespace with nothing in it
 * @param readOnly host directories to show inside, by absolute path inside
 */
public record ContainerCall(ToolCall tool, boolean network, Map<String, Path> readOnly) {
    public ContainerCall {
        readOnly = Map.copyOf(readOnly);
    }

    /** Without network and without anything of the host's. */
    public static ContainerCall of(ToolCall tool) {
        return new ContainerCall(tool, false, Map.of());
    }

    public ContainerCall withNetwork() {
        return new ContainerCall(tool, true, readOnly);
    }

    public ContainerCall showing(Path hostDirectory, String inside) {
        Map<String, Path> more = new HashMap<>(readOnly);
        more.put(inside, hostDirectory);
        return new ContainerCall(tool, network, more);
    }
}
