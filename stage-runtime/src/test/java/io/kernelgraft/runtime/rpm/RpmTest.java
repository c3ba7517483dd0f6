package io.kernelgraft.runtime.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.lab.rpm.RpmForge;
import io.kernelgraft.lab.rpm.RpmForge.Recipe;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On packages made by rpmbuild and rpmsign. */
class RpmTest {
    private static final String KVER = "7.2.12+deb14-cloud-amd64";
    private static final Map<String, String> KERNEL_FILES = Map.of(
            "/usr/lib/modules/" + KVER + "/vmlinuz",
            "a kernel ".repeat(5000),
            "/usr/lib/modules/" + KVER + "/kernel/a.ko.xz",
            "a module");

    @TempDir
    static Path directory;

    private static RpmForge rsa;
    private static RpmForge eddsa;
    private static Path signed;

    @TempDir
    Path scratch;

    @BeforeAll
    static void build() {
        Assumptions.assumeTrue(RpmForge.missing().isEmpty(), () -> "not installed: " + RpmForge.missing());
        rsa = new RpmForge("rsa2048");
        eddsa = new RpmForge("ed25519");
        signed = rsa.buildSigned(directory, new Recipe("kernel-cachyos-core", "7.2.12", "cachyos1.fc44", KERNEL_FILES));
    }

    @AfterAll
    static void close() {
        if (rsa != null) {
            rsa.close();
            eddsa.close();
        }
    }

    @Test
    void shouldReadWhatAPackageIs() {
        RpmFile rpm = RpmFile.open(signed);

        assertThat(rpm.nevra()).isEqualTo(Nevra.parse("kernel-cachyos-core-7.2.12-cachyos1.fc44.x86_64"));
        assertThat(rpm.provides()).contains("test(kernel-cachyos-core)");
        assertThat(rpm.requires()).contains("rpmlib(CompressedFileNames)");
        assertThat(rpm.files()).extracting(RpmEntry::path).containsExactlyInAnyOrderElementsOf(KERNEL_FILES.keySet());
        assertThat(rpm.files())
                .filteredOn(entry -> entry.path().endsWith("vmlinuz"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.size()).isEqualTo(45000);
                    assertThat(entry.isRegular()).isTrue();
                    assertThat(entry.ghost()).isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"w3.zstdio", "w2.xzdio", "w6.gzdio"})
    void shouldStreamThePayload(String payload) throws Exception {
        // Given
        Path file = rsa.build(scratch, new Recipe("kernel", "1", "1", KERNEL_FILES, payload));
        Map<String, String> read = new LinkedHashMap<>();

        // When
        RpmFile.open(file)
                .payload((entry, in) -> read.put(entry.path(), new String(in.readAllBytes(), StandardCharsets.UTF_8)));

        // Then
        assertThat(read).isEqualTo(KERNEL_FILES);
    }

    @Test
    void shouldSkipWhatTheVisitorLeavesUnread() throws Exception {
        List<String> seen = new ArrayList<>();

        RpmFile.open(signed).payload((entry, in) -> seen.add(entry.path()));

        assertThat(seen).containsExactlyInAnyOrderElementsOf(KERNEL_FILES.keySet());
    }

    @Test
    void shouldAcceptRsaAndEdDsaSignatures() {
        Path other = eddsa.buildSigned(scratch, new Recipe("a", "1", "1", Map.of("/a", "a")));

        assertThat(RpmSignature.verify(signed, rsa.publicKey()).nevra().name()).isEqualTo("kernel-cachyos-core");
        assertThat(RpmSignature.verify(other, eddsa.publicKey()).nevra().name()).isEqualTo("a");
    }

    @Test
    void shouldRefuseAnUnsignedPackage() {
        Path unsigned = rsa.build(scratch, new Recipe("a", "1", "1", Map.of("/a", "a")));

        assertFails(() -> RpmSignature.verify(unsigned, rsa.publicKey()), FailureKind.POLICY, "RPM_UNSIGNED")
                .hasMessageStartingWith("a-1-1.x86_64.rpm: it has no OpenPGP signature");
    }

    @Test
    void shouldRefuseAnotherKeysSignature() {
        assertFails(() -> RpmSignature.verify(signed, eddsa.publicKey()), FailureKind.POLICY, "RPM_WRONG_KEY")
                .hasMessageContaining("it is signed by [");
    }

    @Test
    void shouldRefuseAPinnedKeyThatIsNone() {
        assertFails(() -> RpmSignature.verify(signed, "no key"), FailureKind.POLICY, "OPENPGP_KEY_UNREADABLE");
    }

    /** Every byte from the main header's magic to the end is covered: one changed bit anywhere is seen. */
    @Test
    void shouldNoticeAChangedBitAnywhereInHeaderAndPayload() throws Exception {
        // Given
        byte[] whole = Files.readAllBytes(signed);
        int header = headerOffset(whole);
        Path tampered = scratch.resolve("tampered.rpm");

        for (int at = header; at < whole.length; at += 7) {
            // When
            byte[] bytes = whole.clone();
            bytes[at] ^= 1;
            Files.write(tampered, bytes);

            // Then
            StageFailure failure =
                    catchThrowableOfType(StageFailure.class, () -> RpmSignature.verify(tampered, rsa.publicKey()));
            assertThat(failure).as("bit at " + at + " of " + whole.length).isNotNull();
            assertThat(failure.reason()).isEqualTo("RPM_DAMAGED");
        }
    }

    /** A forger can recompute the digests beside the signature, but not the signature. */
    @Test
    void shouldRefuseAForgedHeaderWithAFittingDigest() throws Exception {
        // Given
        Path forged = Files.copy(signed, scratch.resolve("forged.rpm"));
        byte[] bytes = Files.readAllBytes(forged);
        byte[] before = "A package for a test".getBytes();
        int at = indexOf(bytes, before);
        bytes[at] = 'B';
        int header = headerOffset(bytes);
        byte[] old = hexSha256(Files.readAllBytes(signed), header, headerLength());
        byte[] fitting = hexSha256(bytes, header, headerLength());
        System.arraycopy(fitting, 0, bytes, indexOf(bytes, old), fitting.length);
        Files.write(forged, bytes);

        // Then
        assertFails(() -> RpmSignature.verify(forged, rsa.publicKey()), FailureKind.POLICY, "RPM_BAD_SIGNATURE");
    }

    @Test
    void shouldRefuseATruncatedPackage() throws Exception {
        byte[] whole = Files.readAllBytes(signed);
        Path file = scratch.resolve("short.rpm");
        for (int length : new int[] {0, 50, 100, 500, whole.length / 2, whole.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));

            assertFails(() -> RpmSignature.verify(file, rsa.publicKey()), FailureKind.UPSTREAM, "RPM_DAMAGED")
                    .hasMessageStartingWith("short.rpm: ");
        }
    }

    @Test
    void shouldFailWhileStreamingADamagedPayload() throws Exception {
        byte[] bytes = Files.readAllBytes(signed);
        bytes[bytes.length - 10] ^= 1;
        Path file = Files.write(scratch.resolve("damaged.rpm"), bytes);

        assertFails(
                () -> RpmFile.open(file).payload((entry, in) -> in.readAllBytes()),
                FailureKind.UPSTREAM,
                "RPM_DAMAGED");
    }

    @Test
    void shouldPassOnWhatTheVisitorThrew() {
        IOException full = new IOException("no space left");

        IOException thrown = catchThrowableOfType(
                IOException.class,
                () -> RpmFile.open(signed).payload((entry, in) -> {
                    throw full;
                }));

        assertThat(thrown).isSameAs(full);
    }

    @Test
    void shouldFindTheKernelAmongItsPackages() {
        Path modules = rsa.build(
                scratch,
                new Recipe(
                        "kernel-cachyos-modules",
                        "7.2.12",
                        "cachyos1.fc44",
                        Map.of("/usr/lib/modules/" + KVER + "/kernel/b.ko.xz", "b")));

        KernelRpms kernel = KernelRpms.of(List.of(RpmFile.open(modules), RpmFile.open(signed)));

        assertThat(kernel.kver()).isEqualTo(new Kver(KVER));
        assertThat(kernel.kernel().nevra().name()).isEqualTo("kernel-cachyos-core");
        assertFails(() -> KernelRpms.of(List.of(RpmFile.open(modules))), FailureKind.UPSTREAM, "KERNEL_NOT_FOUND")
                .hasMessageContaining("kernel-cachyos-modules-7.2.12-cachyos1.fc44.x86_64");
    }

    @Test
    void shouldReadTheKverFromLibModulesToo() throws Exception {
        Path fedora =
                rsa.build(scratch, new Recipe("kernel-core", "7.3", "1", Map.of("/lib/modules/7.3-1.x/vmlinuz", "k")));

        assertThat(KernelRpms.of(List.of(RpmFile.open(fedora))).kver().value()).isEqualTo("7.3-1.x");
        assertFails(
                        () -> KernelRpms.of(List.of(RpmFile.open(fedora), RpmFile.open(signed))),
                        FailureKind.UPSTREAM,
                        "KERNEL_AMBIGUOUS")
                .hasMessageContaining("7.3-1.x in kernel-core-7.3-1.x86_64");
    }

    @Test
    void shouldRefuseHeadersOfAnotherBuild() {
        KernelRpms kernel = KernelRpms.of(List.of(RpmFile.open(signed)));

        kernel.requireSameBuild(List.of(Nevra.parse("kernel-cachyos-devel-7.2.12-cachyos1.fc44.x86_64")));
        assertFails(
                        () -> kernel.requireSameBuild(
                                List.of(Nevra.parse("kernel-cachyos-devel-7.2.12-cachyos2.fc44.x86_64"))),
                        FailureKind.UPSTREAM,
                        "DEVEL_MISMATCH")
                .hasMessage("kernel-cachyos-devel-7.2.12-cachyos2.fc44.x86_64 does not belong to"
                        + " kernel-cachyos-core-7.2.12-cachyos1.fc44.x86_64");
    }

    private static int headerLength() {
        return RpmFile.open(signed).header().bytes().length;
    }

    private static int headerOffset(byte[] whole) throws IOException {
        try (InputStream payload = RpmFile.open(signed).openPayload()) {
            return whole.length - payload.readAllBytes().length - headerLength();
        }
    }

    private static byte[] hexSha256(byte[] bytes, int offset, int length) {
        java.security.MessageDigest hash = RpmDigests.sha256();
        hash.update(bytes, offset, length);
        return java.util.HexFormat.of().formatHex(hash.digest()).getBytes();
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(part, StandardCharsets.ISO_8859_1));
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            ThrowingCallable call, FailureKind kind, String reason) {
        StageFailure failure = catchThrowableOfType(StageFailure.class, call);
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        assertThat(failure.kind()).isEqualTo(kind);
        return assertThat(failure);
    }
}
