package io.kernelgraft.runtime.tool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One call of an external program: argv as it is, never a shell string. The environment is the service's own, with
 * {@code LC_ALL=C.UTF-8}, plus what is given here.
 *
 * @param name names the log file and the progress, for example {@code dracut}
 * @param deadline after it the whole process tree is killed
 * @param onLine sees every line of stdout and stderr (mixed, ANSI escapes removed) as it comes
 * @param output where the program writes its output by itself, if it does; what comes over the process' own streams then is
 *     for the log alone
 */
public record ToolCall(
        String name,
        List<String> argv,
        Duration deadline,
        Optional<Path> directory,
        Map<String, String> environment,
        Optional<Path> stdin,
        Consumer<String> onLine,
        Optional<OutputFiles> output) {

    public ToolCall {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    public static ToolCall of(String name, Duration deadline, String... argv) {
        return of(name, deadline, List.of(argv));
    }

    public static ToolCall of(String name, Duration deadline, List<String> argv) {
        return new ToolCall(
                name, argv, deadline, Optional.empty(), Map.of(), Optional.empty(), line -> {}, Optional.empty());
    }

    public ToolCall in(Path directory) {
        return new ToolCall(name, argv, deadline, Optional.of(directory), environment, stdin, onLine, output);
    }

    public ToolCall with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new ToolCall(name, argv, deadline, directory, more, stdin, onLine, output);
    }

    public ToolCall reading(Path stdin) {
        return new ToolCall(name, argv, deadline, directory, environment, Optional.of(stdin), onLine, output);
    }

    public ToolCall onLine(Consumer<String> onLine) {
        return new ToolCall(name, argv, deadline, directory, environment, stdin, onLine, output);
    }

    public ToolCall writing(OutputFiles output) {
        return new ToolCall(name, argv, deadline, directory, environment, stdin, onLine, Optional.of(output));
    }
}
