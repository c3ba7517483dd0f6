package io.kernelgraft.verifier.boot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the probe said.
 *
 * @param values by key, for example {@code kver}
 * @param complete whether it came to its end
 */
record ProbeReport(Map<String, String> values, List<LoadedModule> modules, boolean complete) {
    private static final Pattern LINE = Pattern.compile("(?<key>[a-z-]+)=(?<value>.*)");
    private static final Pattern MODULE = Pattern.compile("(?<name>\\S+) (?<exit>[0-9]+) ?(?<said>.*)");

    /** @param said modprobe's own words */
    record LoadedModule(String name, int exitCode, String said) {

        /**
         * A driver whose hardware is not in a virtual machine says ENODEV, after the kernel has accepted its signature,
         * its version and its symbols.
         */
        boolean accepted() {
            return exitCode == 0 || said.contains("No such device");
        }
    }

    static ProbeReport parse(String text) {
        Map<String, String> values = new HashMap<>();
        List<LoadedModule> modules = new ArrayList<>();
        text.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            Matcher module = MODULE.matcher(line.group("value"));
            if (line.group("key").equals("module") && module.matches()) {
                modules.add(new LoadedModule(
                        module.group("name"), Integer.parseInt(module.group("exit")), module.group("said")));
            } else {
                values.put(line.group("key"), line.group("value").strip());
            }
        });
        return new ProbeReport(values, modules, values.containsKey("end"));
    }

    String value(String key) {
        return values.getOrDefault(key, "unknown");
    }
}
