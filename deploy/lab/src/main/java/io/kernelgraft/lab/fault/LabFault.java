package io.kernelgraft.lab.fault;

import io.kernelgraft.lab.copr.Fault;
import java.util.Arrays;

/** Everything that can be broken, by the name that {@code make break FAULT=…} knows it by. */
public enum LabFault {
    COPR_UNAVAILABLE(
            "copr-503",
            "every answer of the COPR is 503",
            "no release, and a warning with the COPR's words in the watcher's log; the release once it is mended",
            new CoprFault(Fault.UNAVAILABLE)),
    COPR_BROWN_OUT(
            "copr-brown-out",
            "the next download of an RPM breaks off in the middle, then every answer is 504 for three minutes",
            "the watcher tries again with growing pauses, and the release comes by itself when the COPR is back",
            new CoprFault(Fault.BROWN_OUT)),
    COPR_HTML(
            "copr-html",
            "every answer of the COPR is a page of HTML with status 200",
            "no release, and a warning in the watcher's log; the release once it is mended",
            new CoprFault(Fault.HTML)),
    COPR_TRUNCATED_RPM(
            "copr-truncated-rpm",
            "only half of each RPM comes",
            "the release is refused as RPM_DAMAGED, and comes some time after it is mended",
            new CoprFault(Fault.TRUNCATED_RPM)),
    COPR_SLOW(
            "copr-slow",
            "every answer of the COPR is three seconds late",
            "the release, later",
            new CoprFault(Fault.SLOW)),
    COPR_STALE_REPODATA(
            "copr-stale-repodata",
            "a build succeeds while the repodata stay the old ones",
            "no release until it is mended: REPODATA_LAG in the watcher's log",
            new CoprFault(Fault.STALE_REPODATA)),
    COPR_BAD_SIGNATURE(
            "copr-bad-signature",
            "what is published from now on has a signature that does not verify",
            "the release is refused as RPM_BAD_SIGNATURE",
            new CoprFault(Fault.BAD_SIGNATURE)),

    CACHE_POISONED(
            "cache-poisoned",
            "a byte is changed in every file that the services keep of earlier downloads",
            "nothing but a line in a service's log for each: what is damaged is dropped and fetched again",
            new CacheFault()),

    BASE_SECOND_KERNEL(
            "base-second-kernel",
            "the base has another kernel's files, which no package owns",
            "nothing: the candidate has exactly one kernel",
            new BaseFault()),
    BASE_UNNAMED_KERNEL(
            "base-unnamed-kernel",
            "the base has a second kernel as a package that the line does not name",
            "swap fails: REJECTED STOCK_KERNEL_LEFT",
            new BaseFault()),
    BASE_DANGLING_ROOT(
            "base-dangling-root",
            "/root of the base is a link to nothing",
            "nothing: its target is made before dracut runs",
            new BaseFault()),
    BASE_HOST_ONLY(
            "base-host-only",
            "the base configures dracut to make an initramfs for this very machine",
            "nothing: the candidate's initramfs is generic, and so is one that is made on the machine later",
            new BaseFault()),
    BASE_DRACUT_EXCLUSIVE_OPTIONS(
            "base-dracut-exclusive-options",
            "dracut is called with --kver and --regenerate-all, which exclude each other",
            "seal fails: REJECTED DRACUT_FAILED",
            new BaseFault()),
    BASE_DRACUT_ABSENT_MODULE(
            "base-dracut-absent-module",
            "the base wants a dracut module that is not there",
            "seal fails: REJECTED",
            new BaseFault()),
    BASE_DRACUT_ABSENT_DRIVER(
            "base-dracut-absent-driver",
            "the base wants a driver in the initramfs that is not there; dracut exits 0",
            "seal fails: REJECTED DRACUT_ERRORS",
            new BaseFault()),
    BASE_DRACUT_WRITES_TO_BOOT(
            "base-dracut-writes-to-boot",
            "dracut writes its initramfs into /boot and nowhere else",
            "seal fails: REJECTED INITRAMFS_MISSING",
            new BaseFault()),
    BASE_FILE_CAPABILITIES(
            "base-file-capabilities",
            "a program that dracut packs has extended attributes, which dracut would copy if it were let",
            "nothing: DRACUT_NO_XATTR is set",
            new BaseFault()),
    BASE_NO_OSTREE_DRACUT(
            "base-no-ostree-dracut",
            "dracut's module ostree adds nothing",
            "verify fails before any boot: REJECTED INITRAMFS_LACKS_OSTREE",
            new BaseFault()),
    BASE_HOOKS_FAIL(
            "base-hooks-fail",
            "the kernel-install hooks that the line names exit 1 when they are run",
            "nothing: they are neutral during the swap, and the candidate has them as they were",
            new BaseFault()),
    BASE_KERNEL_INSTALL_LIES(
            "base-kernel-install-lies",
            "kernel-install fails as in a container, exits 0, and leaves a trace",
            "nothing: it is never run",
            new BaseFault()),
    BASE_STRAY_BOOT_FILES(
            "base-stray-boot-files",
            "the base has files in /boot",
            "nothing: the candidate's /boot is empty",
            new BaseFault()),
    BASE_AUTOREMOVE_BAIT(
            "base-autoremove-bait",
            "the base has a package that autoremove would take",
            "nothing: the package stays, as the line does not name it",
            new BaseFault()),

    RELEASE_CHANGES_HOOKS(
            "release-changes-hooks",
            "a scriptlet of the kernel changes kernel-install's hooks",
            "swap fails: REJECTED HOOK_CHANGED",
            new ReleaseFault()),
    RELEASE_CALLS_KERNEL_INSTALL(
            "release-calls-kernel-install",
            "a scriptlet of the kernel calls kernel-install",
            "nothing of it is in the candidate",
            new ReleaseFault()),
    RELEASE_BRINGS_REPOSITORY(
            "release-brings-repository",
            "the kernel brings the repository it came from, enabled",
            "swap fails: REJECTED REPOSITORY_ADDED",
            new ReleaseFault()),
    RELEASE_OBSOLETES_PACKAGE(
            "release-obsoletes-package",
            "the kernel obsoletes a package of the base that nobody named",
            "swap fails: REJECTED UNPLANNED_PACKAGE_CHANGE",
            new ReleaseFault()),
    RELEASE_DEVEL_OF_ANOTHER_BUILD(
            "release-devel-of-another-build",
            "the headers are those of another build",
            "the release is refused as DEVEL_MISMATCH: see the watcher's log",
            new ReleaseFault()),
    RELEASE_WITHOUT_DEVEL(
            "release-without-devel",
            "there are no headers for the kernel",
            "the release is refused as PACKAGE_MISSING: see the watcher's log",
            new ReleaseFault()),
    RELEASE_BY_CLANG(
            "release-by-clang",
            "the kernel's configuration says that clang compiled it; the lab's toolchain has gcc alone",
            "kmods fails: INTERNAL TOOLCHAIN_UNUSABLE, and nothing is compiled; toolchain.oci:llvm among the assets could",
            new ReleaseFault()),

    TOOLCHAIN_CLOSED_TMP(
            "toolchain-closed-tmp",
            "only root may write to /tmp and /var/tmp of the toolchain image",
            "nothing: both are opened before anything is compiled",
            new ToolchainFault()),

    KMODS_DO_NOT_COMPILE(
            "kmods-do-not-compile",
            "the newest akmod-vpoll, which the line requires, does not compile; akmods exits 0",
            "kmods fails: UPSTREAM REQUIRED_KMOD_FAILED, with the compiler's words",
            new RepositoryFault()),
    KMODS_REPOSITORY_AWAY(
            "kmods-repository-away",
            "every answer of the kmod repository is an error",
            "kmods waits with growing pauses, TRANSIENT REPOSITORY_UNAVAILABLE, and goes on once it is mended",
            new RepositoryFault());

    private final String wireName;
    private final String what;
    private final String seen;
    private final Breakage breakage;

    LabFault(String wireName, String what, String seen, Breakage breakage) {
        this.wireName = wireName;
        this.what = what;
        this.seen = seen;
        this.breakage = breakage;
    }

    public String wireName() {
        return wireName;
    }

    /** What is broken, in one line. */
    public String what() {
        return what;
    }

    /** What a person sees once a kernel is published, in one line. */
    public String seen() {
        return seen;
    }

    public Breakage breakage() {
        return breakage;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public static LabFault named(String name) {
        return Arrays.stream(values())
                .filter(fault -> fault.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no fault is called '" + name + "'; make break lists those there are"));
    }
}
