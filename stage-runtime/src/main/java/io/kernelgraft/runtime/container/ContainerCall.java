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
 * @param readOnly files and directories of the host to show inside, by absolute path inside; what the image has there is
 *     hidden for this call and untouched
 * @param writable the same, but what the program writes there lands on the host and not in the image
 */
public record ContainerCall(ToolCall tool, boolean network, Map<String, Path> readOnly, Map<String, Path> writable) {
    public ContainerCall {
        readOnly = Map.copyOf(readOnly);
        writable = Map.copyOf(writable);
    }

    /** Without network and without anything of the host's. */
    public static ContainerCall of(ToolCall tool) {
        return new ContainerCall(tool, false, Map.of(), Map.of());
    }

    public ContainerCall withNetwork() {
        return new ContainerCall(tool, true, readOnly, writable);
    }

    public ContainerCall showing(Path host, String inside) {
        return new ContainerCall(tool, network, with(readOnly, inside, host), writable);
    }

    public ContainerCall sharing(Path host, String inside) {
        return new ContainerCall(tool, network, readOnly, with(writable, inside, host));
    }

    private static Map<String, Path> with(Map<String, Path> mounts, String inside, Path host) {
        Map<String, Path> more = new HashMap<>(mounts);
        more.put(inside, host);
        return more;
    }
}
