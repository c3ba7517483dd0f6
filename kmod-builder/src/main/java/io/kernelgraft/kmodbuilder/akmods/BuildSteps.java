package io.kernelgraft.kmodbuilder.akmods;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Pattern;

/** How far a build is, by the lines that kbuild has written to a growing log; only what is new is read each time. */
final class BuildSteps {
    // Only kbuild's own short lines: the log is written by a program that need not be a friend.
    private static final Pattern STEP = Pattern.compile("\\s+(?:CC|LD|AR|AS|BTF|MODPOST|HOSTCC) .{1,200}");
    private static final Pattern OBJECT = Pattern.compile("\\s+(?:CC|AS) .*");
    private static final int MOST_BYTES = 1 << 20;

    private Path log;
    private long read;
    private int objects;
    private String last = "";

    /** @return for example {@code 12 objects, CC [M] core.o}; empty before the first step */
    String after(Path now) throws IOException {
        if (!Files.isRegularFile(now, LinkOption.NOFOLLOW_LINKS)) {
            return text();
        }
        if (!now.equals(log)) {
            log = now;
            read = 0;
        }
        try (SeekableByteChannel channel =
                Files.newByteChannel(now, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer more = ByteBuffer.allocate((int) Math.clamp(channel.size() - read, 0, MOST_BYTES));
            channel.position(read);
            channel.read(more);
            String text = StandardCharsets.ISO_8859_1.decode(more.flip()).toString();
            int whole = text.lastIndexOf('\n') + 1;
            // A megabyte without a line end is no log of kbuild's.
            read += whole == 0 && text.length() == MOST_BYTES ? MOST_BYTES : whole;
            text.substring(0, whole).lines().filter(STEP.asMatchPredicate()).forEach(this::step);
        }
        return text();
    }

    private void step(String line) {
        if (OBJECT.matcher(line).matches()) {
            objects++;
        }
        last = line.strip().replaceAll("\\s+", " ");
    }

    private String text() {
        return last.isEmpty() ? "" : objects + (objects == 1 ? " object, " : " objects, ") + last;
    }
}
