package io.kernelgraft.runtime.rpm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Puts a header's file list together; it is stored as directories, base names and parallel arrays. */
final class RpmFileList {
    private static final int GHOST = 1 << 6;
    // Control characters and dot segments: nobody needs them, and such a path must not reach a file system.
    private static final Pattern UNSAFE = Pattern.compile("\\p{Cntrl}|//|/\\.{1,2}(/|$)");

    /** Linux' PATH_MAX. */
    private static final int MAX_PATH = 4096;
    /** Characters of all paths together; a kernel's headers have 2 million. For memory: directories are shared, paths are not. */
    private static final long MAX_PATHS = 32 << 20;

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
        long characters = 0;
        for (int i = 0; i < count; i++) {
            if (directoryOf[i] < 0 || directoryOf[i] >= directories.size()) {
                throw new DamagedRpm("file " + i + " is in a directory that is not listed");
            }
            String directory = directories.get((int) directoryOf[i]);
            int length = directory.length() + names.get(i).length();
            characters += length;
            if (length > MAX_PATH || characters > MAX_PATHS) {
                throw new DamagedRpm("the paths of its file list are too long: file " + i + " has " + length
                        + " characters, all up to it " + characters);
            }
            String path = directory + names.get(i);
            if (!path.startsWith("/") || UNSAFE.matcher(path).find()) {
                throw new DamagedRpm("file " + i + " has no plain absolute path");
            }
            files.add(new RpmEntry(path, (int) modes[i], sizes[i], links.get(i), (flags[i] & GHOST) != 0));
        }
        return List.copyOf(files);
    }
}
