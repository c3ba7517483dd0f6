package io.kernelgraft.runtime.line;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where the line files are. */
@ConfigMapping(prefix = "kernelgraft.lines")
public interface LinesConfig {
    /** Every {@code *.yaml} in it is one line. */
    @WithDefault("/etc/kernelgraft/lines")
    Path directory();
}
