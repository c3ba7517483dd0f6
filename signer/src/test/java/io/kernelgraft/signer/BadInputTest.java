package io.kernelgraft.signer;

import static io.kernelgraft.contract.event.FailureKind.INTERNAL;
import static io.kernelgraft.contract.event.FailureKind.POLICY;
import static io.kernelgraft.contract.event.FailureKind.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Outcome.Failed;
import io.kernelgraft.signer.module.BadModules;
import io.kernelgraft.signer.module.TestModules;
import io.kernelgraft.signer.testing.Bench;
import io.kernelgraft.signer.testing.RawRpm;
import io.kernelgraft.signer.testing.TestRpm;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not be signed, a line each: the kind of its failure, its reason code, and that nothing was pushed. */
class BadInputTest {
    private static final String LIB = "/lib/modules/" + Bench.KVER + "/";
    private static final String A = LIB + "kernel/a.ko";
    private static final int FILE = 0100644;
    private static final byte[] MODULE = TestModules.elf("license=GPL", "vermagic=" + Bench.KVER + " SMP ");
    private static final byte[] OTHER = TestModules.elf("license=GPL", "vermagic=7.1.9 SMP ");

    @TempDir
    Path directory;

    /** @param says a part of the message */
    record Bad(String name, FailureKind kind, String reason, String says, BadRelease.Attempt attempt) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> all() {
        return Stream.of(
                // The package
                bad("payload tampered with", UPSTREAM, "RPM_DAMAGED", "payload's SHA256", r -> r.tamper(r.payloadAt())),
                bad("header tampered with", POLICY, "RPM_BAD_SIGNATURE", "match", r -> r.tamper(r.headerAt())),
                bad("signature tampered with", POLICY, "RPM_BAD_SIGNATURE", "match", r -> r.tamper(r.signatureEnd())),
                bad(
                        "signed by an unknown key",
                        POLICY,
                        "RPM_WRONG_KEY",
                        "signed by",
                        r -> r.key = TestRpm.openPgpKey()),
                bad("not signed", POLICY, "RPM_UNSIGNED", "no OpenPGP signature", r -> r.key = null),
                bad("cut off in its payload", UPSTREAM, "RPM_DAMAGED", "payload's SHA256", r -> r.cut(r.payloadAt())),
                bad("cut off in its header", UPSTREAM, "RPM_DAMAGED", "within a header", r -> r.cut(r.headerAt())),
                bad(
                        "payload in an unknown compression",
                        UPSTREAM,
                        "RPM_DAMAGED",
                        "expected zstd",
                        r -> r.compressor = "lz4"),
                // What the payload's archive says
                bad(
                        "file that the header does not list",
                        UPSTREAM,
                        "RPM_DAMAGED",
                        "does not list",
                        r -> r.cpio = RawRpm.archive("./etc/shadow", FILE, MODULE)),
                bad(
                        "path traversal in cpio",
                        UPSTREAM,
                        "RPM_DAMAGED",
                        "does not list",
                        r -> r.cpio = RawRpm.archive("." + LIB + "../../../etc/a.ko", FILE, MODULE)),
                bad(
                        "path traversal in the file list",
                        UPSTREAM,
                        "RPM_DAMAGED",
                        "no plain absolute path",
                        r -> r.rpm.with(LIB + "kernel/../../../../etc/a.ko", FILE, MODULE)),
                bad(
                        "other size than listed",
                        UPSTREAM,
                        "RPM_DAMAGED",
                        "its header says",
                        r -> r.cpio = RawRpm.archive("." + A, FILE, new byte[10_000])),
                // Expansion
                bad("payload bomb, gzip", UPSTREAM, "RPM_DAMAGED", "expands to more", r -> r.bomb("gzip")),
                bad("payload bomb, zstd", UPSTREAM, "RPM_DAMAGED", "expands to more", r -> r.bomb("zstd")),
                bad("payload bomb, xz", UPSTREAM, "RPM_DAMAGED", "expands to more", r -> r.bomb("xz")),
                bad("files of 20 GiB listed", UPSTREAM, "RPM_TOO_LARGE", "together", r -> {
                    for (int i = 0; i < 5; i++) {
                        r.rpm.claiming(LIB + "kernel/" + i + ".ko", FILE, 0xffff_ffffL);
                    }
                }),
                bad(
                        "module bomb, xz",
                        UPSTREAM,
                        "MODULE_TOO_LARGE",
                        "a.ko.xz",
                        r -> r.module("a.ko.xz", BadModules.xzBomb())),
                bad(
                        "module bomb, zstd",
                        UPSTREAM,
                        "MODULE_TOO_LARGE",
                        "a.ko.zst",
                        r -> r.module("a.ko.zst", BadModules.zstdBomb())),
                bad(
                        "module bomb, gzip",
                        UPSTREAM,
                        "MODULE_TOO_LARGE",
                        "a.ko.gz",
                        r -> r.module("a.ko.gz", BadModules.gzipBomb())),
                bad(
                        "xz with a dictionary of 1 GiB",
                        UPSTREAM,
                        "MODULE_CORRUPT",
                        "MemoryLimit",
                        r -> r.module("a.ko.xz", BadModules.hugeDictionary(MODULE))),
                bad(
                        "zstd with a window of 512 MiB",
                        UPSTREAM,
                        "MODULE_CORRUPT",
                        "a.ko.zst",
                        r -> r.module("a.ko.zst", BadModules.hugeWindow(MODULE))),
                // Modules
                bad("no ELF", UPSTREAM, "MODULE_NOT_ELF", "a.ko", r -> r.module("a.ko", "#!/bin/sh\n".getBytes())),
                bad(
                        "no ELF in xz",
                        UPSTREAM,
                        "MODULE_NOT_ELF",
                        "a.ko.xz",
                        r -> r.module("a.ko.xz", BadModules.xz("#!/bin/sh\n".getBytes()))),
                bad(
                        "xz cut off",
                        UPSTREAM,
                        "MODULE_CORRUPT",
                        "a.ko.xz",
                        r -> r.module("a.ko.xz", BadModules.half(BadModules.xz(MODULE)))),
                bad(
                        "symbolic link",
                        UPSTREAM,
                        "MODULE_NOT_REGULAR",
                        "l.ko",
                        r -> r.rpm.with(LIB + "kernel/l.ko", 0120777, "/etc/shadow")),
                bad(
                        "device",
                        UPSTREAM,
                        "MODULE_NOT_REGULAR",
                        "d.ko",
                        r -> r.rpm.with(LIB + "kernel/d.ko", 0060644, "")),
                bad(
                        "hard link, its content elsewhere",
                        UPSTREAM,
                        "MODULE_NOT_REGULAR",
                        "hard links",
                        r -> r.cpio = RawRpm.archive("." + A, FILE, new byte[0])),
                bad(
                        "directory of another kernel",
                        UPSTREAM,
                        "MODULE_OF_OTHER_KERNEL",
                        "7.1.9",
                        r -> r.rpm.with("/lib/modules/7.1.9/kernel/b.ko", FILE, MODULE)),
                bad(
                        "odd characters in a path",
                        UPSTREAM,
                        "MODULE_PATH",
                        "b c.ko",
                        r -> r.rpm.with(LIB + "kernel/b c.ko", FILE, MODULE)),
                // The release
                bad("snapshot with another digest", INTERNAL, "DIGEST_MISMATCH", "sha256", r -> r.otherSnapshot = true),
                // kmods
                kmod("kmod not in the line", POLICY, "KMOD_NOT_LISTED", "'rootkit'", r -> r.kmod = "rootkit"),
                kmod(
                        "kmod outside of extra/",
                        POLICY,
                        "KMOD_FILE_OUTSIDE",
                        "kernel/m.ko",
                        r -> r.rpm.with(LIB + "kernel/m.ko", FILE, MODULE)),
                kmod(
                        "kmod built for another kernel",
                        UPSTREAM,
                        "MODULE_OF_OTHER_KERNEL",
                        "'7.1.9'",
                        r -> r.rpm.with(LIB + "extra/m.ko", FILE, OTHER)),
                kmod(
                        "symbolic link in a kmod",
                        UPSTREAM,
                        "MODULE_NOT_REGULAR",
                        "l.ko",
                        r -> r.rpm.with(LIB + "extra/l.ko", 0120777, "/etc/shadow")));
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldRefuse(Bad bad) throws Exception {
        // Given
        BadRelease release = new BadRelease(directory, MODULE);
        // When
        Outcome outcome = release.run(bad.attempt());
        // Then
        assertThat(outcome).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.reason()).as(failed.message()).isEqualTo(bad.reason());
            assertThat(failed.kind()).isEqualTo(bad.kind());
            assertThat(failed.message()).contains(bad.says());
        });
        assertThat(release.pushed()).as("what was pushed").isZero();
    }

    private static Bad bad(String name, FailureKind kind, String reason, String says, BadRelease.Attempt attempt) {
        return new Bad(name, kind, reason, says, attempt);
    }

    private static Bad kmod(String name, FailureKind kind, String reason, String says, BadRelease.Attempt attempt) {
        return new Bad(name, kind, reason, says, release -> {
            release.ofKmods();
            attempt.spoil(release);
        });
    }
}
