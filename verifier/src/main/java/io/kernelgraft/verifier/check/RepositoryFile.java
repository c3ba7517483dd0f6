package io.kernelgraft.verifier.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A {@code .repo} file, as far as what is enabled.
 *
 * @see <a href="https://dnf5.readthedocs.io/en/latest/dnf5.conf.5.html">dnf5.conf: enabled, default true</a>
 */
final class RepositoryFile {
    private static final Set<String> FALSE = Set.of("0", "no", "false", "off");

    record Section(String id, boolean enabled) {}

    private RepositoryFile() {}

    static List<Section> read(Path file) throws IOException {
        List<Section> sections = new ArrayList<>();
        for (String raw : Files.readString(file, StandardCharsets.ISO_8859_1).split("\\R")) {
            String line = raw.strip();
            if (line.startsWith("[") && line.endsWith("]")) {
                sections.add(new Section(line.substring(1, line.length() - 1), true));
            } else if (!sections.isEmpty() && line.matches("enabled\\s*[=:].*")) {
                String value = line.split("[=:]", 2)[1].strip().toLowerCase(Locale.ROOT);
                sections.set(sections.size() - 1, new Section(sections.getLast().id(), !FALSE.contains(value)));
            }
        }
        return sections.stream().filter(section -> !section.id().equals("main")).toList();
    }
}
