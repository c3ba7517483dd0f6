package io.kernelgraft.runtime.rpm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Puts a header's file list together; it is stored as directories, base names and parallel arrays. */
final class RpmFileList {
    private static final int GHOST = 1 << 6;
    // Control characters and dot segments: nobody needs them, and such a path must not reach a file system.
    private static final Pattern UNSAFE = Pattern.compile("\\p{Cntrl}|//|/\\.{1,2}(/|$)");

    private RpmFileList() {}

    static List<RpmEntry> of(RpmHeader header) throws DamagedRpm {
        List<String> names = header.strings(RpmTag.BASE_NAMES);
        List<String> directories = header.strings(RpmTag.DIR_NAMES);
        List<String> links = header.strings(RpmTag.FILE_LINK_TOS);
        long[] directoryOf = header.numbers(RpmTag.DIR_INDEXES);
        long[] modes = header.numbers(RpmTag.FILE_MODES);
        long[] flags = header.numbers(RpmTag.FILE_FLAGS);
        long[] sizes = header.numbers(RpmTag.FILE_SIZES);
        if (sizes.length == 0) {
            sizes = header.numbers(RpmTag.LONG_FILE_SIZES);
        }
        int count = names.size();
        if (links.size() != count
                || directoryOf.length != count
                || modes.length != count
                || flags.length != count
                || sizes.length != count) {
            throw new DamagedRpm("the arrays of its file list differ in length");
        }
        List<RpmEntry> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (directoryOf[i] >= directories.size()) {
                throw new DamagedRpm("file " + i + " is in a directory that is not listed");
            }
            String path = directories.get((int) directoryOf[i]) + names.get(i);
            if (!path.startsWith("/") || UNSAFE.matcher(path).find()) {
                throw new DamagedRpm("file " + i + " has no plain absolute path");
            }
            files.add(new RpmEntry(path, (int) modes[i], sizes[i], links.get(i), (flags[i] & GHOST) != 0));
        }
        return List.copyOf(files);
    }
}
