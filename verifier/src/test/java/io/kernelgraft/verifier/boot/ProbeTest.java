package io.kernelgraft.verifier.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.verifier.boot.ProbeReport.LoadedModule;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProbeTest {
    @Test
    void shouldComeInAsUnitDropInAndScript() {
        Map<String, String> credentials = new Probe(List.of("vpoll", "xone_gip"))
                .credentials().stream()
                        .map(each -> each.split("=", 2))
                        .collect(Collectors.toMap(
                                pair -> pair[0],
                                pair -> new String(Base64.getDecoder().decode(pair[1]), StandardCharsets.UTF_8)));

        assertThat(credentials)
                .containsOnlyKeys(
                        "systemd.extra-unit.kernelgraft-probe.service",
                        "systemd.unit-dropin.multi-user.target",
                        "kernelgraft-probe");
        assertThat(credentials.get("systemd.unit-dropin.multi-user.target"))
                .isEqualTo("[Unit]\nWants=kernelgraft-probe.service\n");
        assertThat(credentials.get("systemd.extra-unit.kernelgraft-probe.service"))
                .contains("After=multi-user.target\n")
                .contains("ExecStart=/bin/sh ${CREDENTIALS_DIRECTORY}/kernelgraft-probe vpoll xone_gip\n");
        assertThat(credentials.get("kernelgraft-probe"))
                .startsWith("# Runs inside the guest")
                .endsWith("echo \"end=\"\n");
    }

    @Test
    void shouldRefuseAModuleNameThatIsNone() {
        assertThatThrownBy(() -> new Probe(List.of("vpoll; reboot")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a module's name is letters, digits, _ and -, not 'vpoll; reboot'");
    }

    @Test
    void shouldUnderstandTheReport() {
        ProbeReport report = ProbeReport.parse("kver=7.2.0\r\nsecure-boot=   1\r\nlockdown=none [integrity]\r\n"
                + "noise from the kernel\r\nfailed-units=\r\nmodule=vpoll 0 \r\n"
                + "module=xone 1 modprobe: ERROR: could not insert 'xone': Key was rejected by service\r\nend=\r\n");

        assertThat(report.complete()).isTrue();
        assertThat(report.value("kver")).isEqualTo("7.2.0");
        assertThat(report.value("secure-boot")).isEqualTo("1");
        assertThat(report.value("nothing")).isEqualTo("unknown");
        assertThat(report.modules())
                .containsExactly(
                        new LoadedModule("vpoll", 0, ""),
                        new LoadedModule(
                                "xone", 1, "modprobe: ERROR: could not insert 'xone': Key was rejected by service"));
    }

    @Test
    void shouldNotBeCompleteBeforeItsEnd() {
        assertThat(ProbeReport.parse("kver=7.2.0\nen").complete()).isFalse();
        assertThat(ProbeReport.parse("").complete()).isFalse();
    }

    @Test
    void shouldAcceptADriverWhoseHardwareIsNotThere() {
        assertThat(new LoadedModule("nvidia", 1, "could not insert 'nvidia': No such device").accepted())
                .isTrue();
        assertThat(new LoadedModule("nvidia", 1, "could not insert 'nvidia': Key was rejected by service").accepted())
                .isFalse();
    }
}
