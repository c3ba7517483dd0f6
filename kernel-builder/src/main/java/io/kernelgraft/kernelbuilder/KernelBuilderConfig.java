package io.kernelgraft.kernelbuilder;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What an operator may change about the two stages. */
@ConfigMapping(prefix = "kernelgraft.kernel-builder")
public interface KernelBuilderConfig {
    /** Time one dnf transaction may take; nothing is downloaded in it. */
    @WithDefault("PT10M")
    Duration dnfDeadline();

    /** Time dracut may take. */
    @WithDefault("PT15M")
    Duration dracutDeadline();

    /** Time depmod and questions to rpm may take. */
    @WithDefault("PT2M")
    Duration deadline();

    /**
     * Level of zstd (1 to 19) for the initramfs, where the image's dracut has {@code --compress-level}. Its own 15 costs
     * three times the CPU of 9 and saves 1 %.
     */
    @WithDefault("9")
    int zstdLevel();
}
