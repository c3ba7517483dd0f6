package io.kernelgraft.verifier.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
    private final AtomicLong clock = new AtomicLong(1);
    private final Console console = new Console(clock::get);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[  OK  ] Reached target Multi-User System.",
                "[\u001b[0;32m  OK  \u001b[0m] Reached target \u001b[0;1;39mMulti-User System\u001b[0m.",
                "[  OK  ] Reached target multi-user.target - Multi-User System.",
                "[\u001b[0;32m  OK  \u001b[0m] Reached target \u001b[0;1;39mmulti-user.target\u001b[0m - Multi-User System.\r",
                "[   41.207551] systemd[1]: Reached target multi-user.target - Multi-User System."
            })
    void shouldSeeMultiUserInBothForms(String line) {
        clock.set(41_000);

        console.line(line);

        assertThat(console.multiUserMillis()).contains(41_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[  OK  ] Reached target graphical.target - Graphical Interface.",
                "         Stopped target multi-user.target - Multi-User System.",
                "[  OK  ] Reached target remote-fs.target - Remote File Systems."
            })
    void shouldNotTakeAnotherTargetForMultiUser(String line) {
        console.line(line);

        assertThat(console.multiUserMillis()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    BOOT_PANIC       | [    2.1] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
                    BOOT_PANIC       | [   12.1] Oops: 0000 [#1] PREEMPT SMP
                    BOOT_PANIC       | [   12.1] systemd-udevd invoked oom-killer: gfp_mask=0x140dca
                    BOOT_NOT_TRUSTED | error: ../../grub-core/kern/efi/sb.c:188:bad shim signature.
                    BOOT_NOT_TRUSTED | Verification failed: (0x1A) Security Violation
                    BOOT_NOT_TRUSTED | [    4.0] Loading of module with unavailable key is rejected
                    BOOT_STUCK       | dracut: Refusing to continue
                    BOOT_STUCK       | You are in emergency mode. After logging in, type "journalctl -xb"
                    BOOT_STUCK       | Press Enter for emergency shell or wait 5 minutes
                    BOOT_STUCK       | [    9.9] systemd[1]: multi-user.target: Ordering cycle found, skipping
                    BOOT_STUCK       | systemctl[412]: Failed to switch root: os-release file is missing.
                    BOOT_STUCK       | grub rescue>
                    """)
    void shouldKnowWhenABootCanNotEndWell(String reason, String line) {
        console.line("[  OK  ] all well so far");
        console.line(line);
        console.line("[   99.9] Kernel panic - not syncing: a later one");

        assertThat(console.fatal()).contains(new Console.Fatal(reason, line));
    }

    @Test
    void shouldKeepTheLastLineForPeople() {
        assertThat(console.lastLine()).isEqualTo("nothing yet");

        console.line("\u001b[2J\u001b[01;01Hdracut-initqueue: waiting for root\r");
        console.line("\u001b[0m");

        assertThat(console.lastLine()).isEqualTo("dracut-initqueue: waiting for root");
    }
}
