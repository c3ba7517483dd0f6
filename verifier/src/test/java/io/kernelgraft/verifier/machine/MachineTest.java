package io.kernelgraft.verifier.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineTest {
    private static final MachinePlan PLAN = new MachinePlan(
            Accelerator.TCG,
            2048,
            2,
            Path.of("/firmware/code.fd"),
            Path.of("/attempt/vars.fd"),
            Path.of("/attempt/disk.img"),
            List.of("systemd.extra-unit.a.service=QQ=="),
            Duration.ofSeconds(60));

    @Test
    void shouldStartFirmwareThatNothingElseCanWriteTo() {
        assertThat(String.join(" ", Machine.argv("qemu-system-x86_64", PLAN)))
                .startsWith(
                        "qemu-system-x86_64 -name candidate -machine q35,smm=on -accel tcg,thread=multi -cpu max -m 2048 -smp 2 ")
                .contains(" -global driver=cfi.pflash01,property=secure,value=on ")
                .contains(" if=pflash,unit=0,format=raw,readonly=on,file=/firmware/code.fd ")
                .contains(" if=pflash,unit=1,format=raw,file=/attempt/vars.fd ")
                .contains(" -no-reboot ");
    }

    @Test
    void shouldHandInCredentialsOverSmbios() {
        assertThat(Machine.argv("qemu", PLAN))
                .containsSequence(
                        "-smbios", "type=11,value=io.systemd.credential.binary:systemd.extra-unit.a.service=QQ==");
    }

    @Test
    void shouldGiveAnAcceleratedGuestTheHostsProcessor() {
        assertThat(Accelerator.KVM.arguments()).containsExactly("-accel", "kvm", "-cpu", "host");
        assertThat(Accelerator.KVM.wireName()).isEqualTo("kvm");
    }

    @Test
    void shouldMakeABootSector() {
        byte[] sector = TinyGuest.bootSector();

        assertThat(sector).hasSize(512).endsWith(0x55, 0xaa).startsWith(0xfa, 0x66, 0xb9);
    }
}
