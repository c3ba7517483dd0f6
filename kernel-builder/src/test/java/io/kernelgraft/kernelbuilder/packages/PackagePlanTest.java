package io.kernelgraft.kernelbuilder.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Nevra;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackagePlanTest {
    private static final PackageSet BEFORE = PackageSet.parse("""
            bash\tbash-5.3.0-1.fc44.x86_64
            kernel\tkernel-6.12.0-200.fc44.x86_64
            kernel-core\tkernel-core-6.12.0-200.fc44.x86_64
            shadow-utils\tshadow-utils-2:4.18-1.fc44.x86_64
            gpg-pubkey\tgpg-pubkey-31645531-66b6dccf.(none)
            """);
    private static final Nevra NEW = Nevra.parse("kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64");

    private final PackagePlan plan = PackagePlan.of(BEFORE.nevras(List.of("kernel", "kernel-core")), List.of(NEW));

    @Test
    void shouldTellInstalledNamesFromOthers() {
        assertThat(BEFORE.installed(List.of("kernel-core", "kernel-devel", "kernel")))
                .containsExactly("kernel-core", "kernel");
    }

    @Test
    void shouldAcceptExactlyThePlannedChange() {
        // Given
        PackageSet after = PackageSet.parse("""
                gpg-pubkey\tgpg-pubkey-31645531-66b6dccf.(none)
                bash\tbash-0:5.3.0-1.fc44.x86_64
                kernel-cachyos-core\tkernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64
                shadow-utils\tshadow-utils-2:4.18-1.fc44.x86_64
                """);

        // When, Then
        assertThatCode(() -> plan.check(BEFORE, after)).doesNotThrowAnyException();
    }

    @Test
    void shouldNameEveryPackageThatIsNotAsPlanned() {
        // Given: the new kernel was removed again, bash was updated, a stock package stayed
        PackageSet after = PackageSet.parse("""
                gpg-pubkey\tgpg-pubkey-31645531-66b6dccf.(none)
                bash\tbash-5.3.1-1.fc44.x86_64
                kernel\tkernel-6.12.0-200.fc44.x86_64
                shadow-utils\tshadow-utils-2:4.18-1.fc44.x86_64
                """);

        // When, Then
        assertThatThrownBy(() -> plan.check(BEFORE, after))
                .hasMessage("the packages are not the planned ones: missing: bash-5.3.0-1.fc44.x86_64, "
                        + "kernel-cachyos-core-7.2.0-cachyos1.fc44.x86_64; not planned: bash-5.3.1-1.fc44.x86_64, "
                        + "kernel-6.12.0-200.fc44.x86_64")
                .extracting("kind", "reason")
                .containsExactly(FailureKind.REJECTED, "UNPLANNED_PACKAGE_CHANGE");
    }

    @Test
    void shouldRefuseOutputThatIsNoPackageList() {
        assertThatThrownBy(() -> PackageSet.parse("error: rpmdb damaged"))
                .hasMessage("a package is name, tab, NEVRA, not 'error: rpmdb damaged'");
    }
}
