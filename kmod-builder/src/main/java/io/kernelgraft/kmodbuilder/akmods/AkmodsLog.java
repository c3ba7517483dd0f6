package io.kernelgraft.kmodbuilder.akmods;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The log that akmods keeps of one kmod's build: its own lines, then rpmbuild's, each with a time stamp and its origin. */
public final class AkmodsLog {
    private static final Pattern PREFIX = Pattern.compile(
            "^(?:\\d{4}/\\d{2}/\\d{2}|\\d{1,2} \\p{L}{3,4}\\.?) \\d{2}:\\d{2}:\\d{2} akmods(?:build)?: ?");
    private static final Pattern CONTROL = Pattern.compile("\\x1b\\[[0-9;]*[A-Za-z]|\\p{Cntrl}");
    private static final int LONGEST = 300;

    /** What names a cause, the best first; a log that has lines of one kind is not searched for the next. */
    private static final List<Pattern> CAUSES = List.of(
            Pattern.compile("(?:^|: )(?:fatal )?error: (?!Bad exit status)|ERROR: modpost: |: undefined reference to "),
            Pattern.compile("^make(?:\\[\\d+])?: \\*\\*\\*|command not found|No such file or directory"),
            Pattern.compile("(?i)\\berror\\b|failed"));

    /** What a compiler, modpost or a linker says of sources. */
    private static final Pattern SOURCES = Pattern.compile(
            "(?:^|\\s)\\S+\\.[chS]:\\d+(?::\\d+)?: (?:fatal )?error: |ERROR: modpost: .* undefined!|: undefined reference to ");

    /** What the machine may do to any build; the next one may go well. */
    private static final Pattern MACHINE = Pattern.compile("(?i)no space left|quota exceeded|cannot allocate memory"
            + "|out of memory|virtual memory exhausted|\\bkilled\\b|terminated|internal compiler error|segmentation fault"
            + "|input/output error|read-only file system|permission denied|error writing to|bus error");

    private AkmodsLog() {}

    /** Whether the sources are what is wrong, and nothing in the log looks like the machine's doing. */
    public static boolean blamesTheSources(Stream<String> log) {
        List<String> lines =
                log.map(AkmodsLog::plain).filter(line -> !isEchoed(line)).toList();
        return lines.stream().anyMatch(SOURCES.asPredicate()) && lines.stream().noneMatch(MACHINE.asPredicate());
    }

    /**
     * The last lines that say why a build failed, at most {@code count}, in their order: the compiler's or modpost's if
     * there are any, then make's, then whatever the log ends with.
     */
    public static List<String> lastErrors(Stream<String> log, int count) {
        List<String> lines =
                log.map(AkmodsLog::plain).filter(line -> !line.isBlank()).toList();
        for (Pattern cause : CAUSES) {
            List<String> found = lines.stream()
                    .filter(cause.asPredicate())
                    .filter(line -> !isEchoed(line))
                    .distinct()
                    .toList();
            if (!found.isEmpty()) {
                return tail(found, count);
            }
        }
        return tail(lines, count);
    }

    /** One line without time stamp, origin, escapes and control characters; cut at 300 characters. */
    static String plain(String line) {
        String text = PREFIX.matcher(CONTROL.matcher(line).replaceAll(" ")).replaceFirst("");
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    // rpmbuild traces the shell commands it runs; one of them may well contain "error:".
    private static boolean isEchoed(String line) {
        return line.startsWith("+ ");
    }

    private static List<String> tail(List<String> lines, int count) {
        return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
}
