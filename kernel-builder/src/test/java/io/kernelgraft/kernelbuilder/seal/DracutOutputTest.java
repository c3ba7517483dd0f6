package io.kernelgraft.kernelbuilder.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.kernelbuilder.RecordedProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DracutOutputTest {
    private final RecordedProgress progress = new RecordedProgress();
    private final DracutOutput output = new DracutOutput(progress);

    @Test
    void shouldReportWhatDracutDoes() {
        // When
        output.accept("dracut[I]: *** Including module: ostree ***");
        output.accept("dracut: *** Creating initramfs image file '/x' done ***");

        // Then
        assertThat(progress.reported)
                .containsExactly("dracut: Including module: ostree", "dracut: Creating initramfs image file '/x' done");
        assertThat(output.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dracut-install: Failed to find module 'nosuchdrv'",
                "dracut[E]: FAILED:  /usr/lib/dracut/dracut-install -D /var/tmp/dracut.x/initramfs -m nosuchdrv",
                "dracut[E]: Module 'nosuch' cannot be found.",
                "dracut: Module 'ostree' cannot be found.",
                "dracut[F]: --regenerate-all cannot be called with a kernel version.",
                "dracut-install: ERROR: installing '/root'",
                "cp: setting attribute 'security.selinux' for 'x': Operation not supported",
                "zstd: error 70 : Write error : cannot write block : No space left on device",
            })
    void shouldTakeWhatExitCodeZeroHidesForAnError(String line) {
        output.accept(line);
        assertThat(output.errors()).containsExactly(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dracut[I]: 70bluetooth: Could not find any command of '/usr/lib/bluetooth/bluetoothd'!",
                "dracut[I]: Could not find 'strip'. Not stripping the initramfs.",
                "dracut[W]: Module 'x' depends on 'y', which is left out",
                "dracut[I]: *** Installing kernel module dependencies done ***",
            })
    void shouldNotMindWhatIsMerelyAbsent(String line) {
        output.accept(line);
        assertThat(output.errors()).isEmpty();
    }
}
