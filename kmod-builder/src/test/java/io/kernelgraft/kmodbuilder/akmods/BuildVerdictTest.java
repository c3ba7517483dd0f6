package io.kernelgraft.kmodbuilder.akmods;

import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kmodbuilder.akmods.BuildVerdict.Built;
import io.kernelgraft.kmodbuilder.akmods.BuildVerdict.NotBuilt;
import io.kernelgraft.kmodbuilder.module.ModuleFile;
import io.kernelgraft.runtime.module.ModuleInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** akmods exits 0 in all of these (failures H13, H14), unless said otherwise. */
class BuildVerdictTest {
    private static final Kver KVER = new Kver("7.2.0-cachyos1.fc44.x86_64");
    private static final Path RPM = Path.of("kmod-xone-" + KVER + "-0.5.8-1.fc44.x86_64.rpm");
    private static final List<String> WORDS = List.of("Building xone 0.5.8", "done");

    @TempDir
    Path directory;

    @Test
    void shouldBeBuiltWhenEveryModuleIsForThisKernelAndUnderExtra() {
        assertThat(verdict(
                        List.of(),
                        List.of(RPM),
                        module("extra/xone/xone-wired.ko.xz", KVER.value(), "xone_wired"),
                        module("extra/xone/xone-gip.ko.xz", KVER.value(), "xone_gip")))
                .isEqualTo(new Built(List.of("xone_gip", "xone_wired")));
    }

    @Test
    void shouldBelieveAFailedLogEvenIfThereIsAnRpm() throws IOException {
        // Given: akmods could not install what it had built
        Path log = Files.writeString(
                directory.resolve("0.5.8-1-for-" + KVER + ".failed.log"), "a.c:1:2: error: no\u00e9\n");

        // When / Then
        assertThat(verdict(List.of(log), List.of(RPM), module("extra/xone.ko", KVER.value(), "xone")))
                .isEqualTo(new NotBuilt("did not build: a.c:1:2: error: no\u00e9", true));
    }

    @Test
    void shouldNotBeBuiltWhenAkmodsSkippedItSilently() {
        assertThat(verdict(List.of(), List.of()))
                .isEqualTo(new NotBuilt(
                        "akmods reported no failure, but left no RPM; its last words: Building xone 0.5.8 | done"));
    }

    @Test
    void shouldNotBeBuiltWhenTheRpmHasNoModule() {
        assertThat(verdict(List.of(), List.of(RPM)))
                .isEqualTo(new NotBuilt("built " + RPM + ", but there is no module in it"));
    }

    @Test
    void shouldNotBeBuiltForAnotherKernel() {
        assertThat(verdict(List.of(), List.of(RPM), module("extra/xone.ko", "6.1.0-18-amd64", "xone")))
                .isEqualTo(new NotBuilt("built /lib/modules/" + KVER + "/extra/xone.ko for kernel '6.1.0-18-amd64',"
                        + " expected '" + KVER + "'"));
    }

    @Test
    void shouldNotBeBuiltAnywhereButUnderExtra() {
        assertThat(verdict(List.of(), List.of(RPM), module("kernel/drivers/xone.ko", KVER.value(), "xone")))
                .isEqualTo(new NotBuilt("built /lib/modules/" + KVER + "/kernel/drivers/xone.ko,"
                        + " which is not under /usr/lib/modules/" + KVER + "/extra"));
    }

    @Test
    void shouldQuoteAkmodsWhenItRefusesToBegin() {
        AkmodsBuild build = new AkmodsBuild(1, List.of("akmods: no headers"), List.of(), List.of());
        assertThat(BuildVerdict.of(build, List.of(), KVER))
                .isEqualTo(new NotBuilt("akmods exited 1: akmods: no headers"));
    }

    private static BuildVerdict verdict(List<Path> logs, List<Path> rpms, FoundModule... modules) {
        return BuildVerdict.of(new AkmodsBuild(0, WORDS, logs, rpms), List.of(modules), KVER);
    }

    private static FoundModule module(String below, String vermagic, String name) {
        ModuleFile file = ModuleFile.at("/lib/modules/" + KVER + "/" + below).orElseThrow();
        return new FoundModule(file, new ModuleInfo(Optional.of(name), vermagic + " SMP preempt mod_unload "));
    }
}
