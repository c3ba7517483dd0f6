package io.kernelgraft.kernelbuilder;

import static io.kernelgraft.contract.event.FailureKind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.lab.fault.LabFault;
import io.kernelgraft.lab.testing.Ending;
import io.kernelgraft.lab.testing.Reproduces;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Real packages, hooks and dracuts with something wrong in them, one at a time; needs root. */
class SwapSealRefusalsST {
    @TempDir
    static Path directory;

    private static KernelBuilderLab lab;
    private static FaultyInputs faults;
    private static ImageSwapped swapped;
    private static PayloadSigned signedKernel;
    private static PayloadSigned signedKmods;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(KernelBuilderLab.ASSETS.missing().isEmpty(), KernelBuilderLab.ASSETS::missing);
        lab = new KernelBuilderLab(directory);
        faults = new FaultyInputs(lab, directory);
        swapped = lab.swap(lab.context(lab.rebuild(), lab.line()));
        signedKernel = lab.signedKernel(lab.rebuild());
        signedKmods = lab.signedKmods(lab.rebuild());
    }

    @AfterAll
    static void stop() {
        if (faults != null) {
            faults.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    @Reproduces(
            rows = "H1",
            faults = LabFault.BASE_DRACUT_EXCLUSIVE_OPTIONS,
            stage = "seal",
            kind = REJECTED,
            reason = "DRACUT_FAILED")
    void shouldRefuseWhenDracutIsGivenOptionsThatExcludeEachOther(TestInfo test) {
        assertThatSealFails(test, LabFault.BASE_DRACUT_EXCLUSIVE_OPTIONS).hasMessageContaining("regenerate-all");
    }

    @Test
    @Reproduces(
            rows = "H1",
            faults = LabFault.BASE_DRACUT_ABSENT_MODULE,
            stage = "seal",
            kind = REJECTED,
            reason = "DRACUT_FAILED")
    void shouldRefuseWhenDracutLacksAModuleOfIts(TestInfo test) {
        assertThatSealFails(test, LabFault.BASE_DRACUT_ABSENT_MODULE).hasMessageContaining("kernelgraft-absent");
    }

    @Test
    @Reproduces(
            rows = "F10",
            faults = LabFault.BASE_DRACUT_ABSENT_DRIVER,
            stage = "seal",
            kind = REJECTED,
            reason = "DRACUT_ERRORS")
    void shouldRefuseErrorsThatDracutDoesNotCount(TestInfo test) {
        assertThatSealFails(test, LabFault.BASE_DRACUT_ABSENT_DRIVER).hasMessageContaining("kernelgraft_absent");
    }

    @Test
    @Reproduces(
            rows = "H3",
            faults = LabFault.BASE_DRACUT_WRITES_TO_BOOT,
            stage = "seal",
            kind = REJECTED,
            reason = "INITRAMFS_MISSING")
    void shouldRefuseAnInitramfsThatIsInBootAlone(TestInfo test) {
        assertThatSealFails(test, LabFault.BASE_DRACUT_WRITES_TO_BOOT).hasMessageContaining("/initramfs.img");
    }

    @Test
    @Reproduces(
            rows = "H12",
            faults = LabFault.RELEASE_CHANGES_HOOKS,
            stage = "swap",
            kind = REJECTED,
            reason = "HOOK_CHANGED")
    void shouldRefuseAScriptletThatChangesAHookAndPushNothing(TestInfo test) throws IOException {
        Rebuild rebuild = faults.withRelease(LabFault.RELEASE_CHANGES_HOOKS, named("rb-00000000000000b1"));

        assertThatSwapFails(test, rebuild, lab.line())
                .hasMessageContaining("90-loaderentry.install")
                .hasMessageNotContaining("05-rpmostree.install");
        assertThat(lab.registry().resolve(lab.artifacts().withTag("swapped-" + rebuild.id())))
                .isEmpty();
    }

    @Test
    @Reproduces(
            rows = "H11",
            faults = LabFault.RELEASE_BRINGS_REPOSITORY,
            stage = "swap",
            kind = REJECTED,
            reason = "REPOSITORY_ADDED")
    void shouldRefuseAPackageThatBringsItsRepository(TestInfo test) throws IOException {
        Rebuild rebuild = faults.withRelease(LabFault.RELEASE_BRINGS_REPOSITORY, lab.rebuild());

        assertThatSwapFails(test, rebuild, lab.line()).hasMessageContaining("/etc/yum.repos.d/kernel-cachyos.repo");
    }

    @Test
    @Reproduces(
            rows = "H10",
            faults = LabFault.RELEASE_OBSOLETES_PACKAGE,
            stage = "swap",
            kind = REJECTED,
            reason = "UNPLANNED_PACKAGE_CHANGE")
    void shouldRefuseWhenAPackageGoesThatNobodyNamed(TestInfo test) throws IOException {
        Rebuild rebuild = faults.withRelease(LabFault.RELEASE_OBSOLETES_PACKAGE, lab.rebuild());

        assertThatSwapFails(test, rebuild, lab.line()).hasMessageContaining("missing: lab-system-1-1");
    }

    @Test
    @Reproduces(
            rows = "H6",
            faults = LabFault.BASE_UNNAMED_KERNEL,
            stage = "swap",
            kind = REJECTED,
            reason = "STOCK_KERNEL_LEFT")
    void shouldRefuseABaseWithAKernelThatTheLineDoesNotName(TestInfo test) throws IOException {
        Rebuild rebuild = faults.rebuild(LabFault.BASE_UNNAMED_KERNEL);

        assertThatSwapFails(test, rebuild, lab.line())
                .hasMessageEndingWith("swap.remove of the line does not name: kernel-cachyos-core");
    }

    /** A workspace on a file system without extended attributes stands for a container that may not write them. */
    @Test
    @Reproduces(
            rows = "F8",
            faults = LabFault.BASE_FILE_CAPABILITIES,
            stage = "seal",
            prevented = "dracut copies no extended attributes, so that it need not be able to")
    void shouldSealWhereDracutCanNotWriteExtendedAttributes() throws Exception {
        // Given
        Rebuild rebuild = lab.rebuild();
        ImageSwapped spoiled =
                new ImageSwapped(rebuild, faults.image(swapped.image(), LabFault.BASE_FILE_CAPABILITIES));
        TestContext context = lab.context(rebuild, lab.line(), spoiled, signedKernel, signedKmods);
        LabAssets.run("mount", "-t", "ramfs", "ramfs", context.workspace().toString());
        try {
            // When
            CandidateSealed sealed = lab.seal(context);

            // Then
            assertThat(lab.registry().manifest(sealed.candidate()).layers()).isNotEmpty();
            assertThat(context.evidence("seal.containerfile")).containsPattern("RUN DRACUT_NO_XATTR=1 .*dracut ");
        } finally {
            LabAssets.run("umount", context.workspace().toString());
        }
    }

    private static Rebuild named(String id) {
        Rebuild rebuild = lab.rebuild();
        return new Rebuild(
                id,
                rebuild.line(),
                rebuild.lineSha256(),
                rebuild.base(),
                rebuild.baseName(),
                rebuild.kernel(),
                rebuild.kver(),
                rebuild.snapshot(),
                List.of(),
                rebuild.requestedAt());
    }

    private static AbstractThrowableAssert<?, ?> assertThatSwapFails(TestInfo test, Rebuild rebuild, LineFile line) {
        assertThat(Ending.of(test.getTestMethod()).stage()).isEqualTo("swap");
        return assertThatItFails(test, () -> lab.swap(lab.context(rebuild, line)));
    }

    /** The fault is one of the base, and only seal comes upon it: so it is put into an image that is swapped already. */
    private static AbstractThrowableAssert<?, ?> assertThatSealFails(TestInfo test, LabFault fault) {
        assertThat(Ending.of(test.getTestMethod()).stage()).isEqualTo("seal");
        Rebuild rebuild = lab.rebuild();
        ImageSwapped spoiled = new ImageSwapped(rebuild, faults.image(swapped.image(), fault));
        return assertThatItFails(
                test, () -> lab.seal(lab.context(rebuild, lab.line(), spoiled, signedKernel, signedKmods)));
    }

    private static AbstractThrowableAssert<?, ?> assertThatItFails(TestInfo test, ThrowingCallable stage) {
        Object[] failure = Ending.of(test.getTestMethod()).failure();
        return assertThatThrownBy(stage)
                .isInstanceOf(StageFailure.class)
                .satisfies(thrown ->
                        assertThat(thrown).extracting("kind", "reason").containsExactly(failure));
    }
}
