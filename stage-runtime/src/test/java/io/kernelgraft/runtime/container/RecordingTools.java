package io.kernelgraft.runtime.container;

import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Remembers the calls and answers as buildah would. */
final class RecordingTools implements ToolRunner {
    static final String PUSHED = "sha256:" + "ab".repeat(32);

    static final String COMMITTED = "1234abcd".repeat(8);

    final List<ToolCall> calls = new ArrayList<>();
    final Deque<Integer> sizes = new ArrayDeque<>();
    String images = "";

    @Override
    public ToolResult run(ToolCall call) {
        calls.add(call);
        int digestFile = call.argv().indexOf("--digestfile");
        if (digestFile >= 0) {
            try {
                Files.writeString(Path.of(call.argv().get(digestFile + 1)), PUSHED);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        String stdout = switch (call.name()) {
            case "images" -> images;
            case "image" -> COMMITTED + "\n";
            case "commit" -> COMMITTED + "\n";
            case "storage-size" -> sizes.poll() + "\t/storage/root\n";
            default -> "";
        };
        return new ToolResult(call, 0, List.of(), stdout, Path.of("/dev/null"), Duration.ZERO);
    }

    @Override
    public RunningTool start(ToolCall call) {
        throw new UnsupportedOperationException();
    }

    List<String> argv(String name) {
        return calls.stream()
                .filter(call -> call.name().equals(name))
                .findFirst()
                .orElseThrow()
                .argv();
    }
}
