package io.kernelgraft.kernelbuilder.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.kernelbuilder.machine.UnpackedImage.Answer;
import io.kernelgraft.runtime.container.RootTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kernelgraft-validate with the image's own rpm and mokutil. The image claims to ship the kernel that this machine runs,
 * which is what uname says in a chroot.
 */
class ValidateST {
    private static final String VALIDATE = "/usr/bin/kernelgraft-validate";
    private static final String NOBODY = "65534:65534";

    @TempDir
    static Path directory;

    private static UnpackedImage image;
    private static String kver;
    private static Schema schema;

    @BeforeAll
    static void unpack() throws Exception {
        assumeTrue(MachineLab.missing().isEmpty(), MachineLab::missing);
        image = MachineLab.unpack(directory.resolve("root"));
        kver = image.run("uname", "-r").output().strip();
        // The base's own kernel goes, as the swap would have it; its packages are forgotten.
        assertThat(image.run("rm", "-r", "/usr/lib/modules").exitCode()).isZero();
        assertThat(image.run("sh", "-c", "rpm -e --justdb --nodeps $(rpm -qa 'kernel*')")
                        .exitCode())
                .isZero();
        try (var in = ValidateST.class.getResourceAsStream("/machine/validate.schema.json")) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes()));
        }
    }

    @AfterAll
    static void remove() throws Exception {
        MachineLab.remove(directory.resolve("root"));
    }

    @BeforeEach
    void soundMachine() throws Exception {
        image.run("rm", "-rf", "/usr/lib/modules");
        image.write("/usr/lib/modules/" + kver + "/vmlinuz", "");
        image.write("/proc/modules", "vboxguest 53248 0 - Live 0x0000000000000000\next4 1 2 jbd2, Live 0x0\n");
        MachineFiles.of(SampleMachine.line(SampleMachine.PASSWORD, null), SampleMachine.rebuild(new Kver(kver)))
                .install(new RootTree(image.root()));
        image.firmware(true, false);
        image.run("/usr/libexec/kernelgraft/mok-enroll");
        image.confirmRequest();
    }

    @Test
    void shouldFindNothingWrongWithASoundMachine() throws Exception {
        // When
        Answer answer = image.runAs(NOBODY, VALIDATE);
        // Then
        assertThat(answer.output().lines().map(line -> line.split(" +", 3)[0] + " " + line.split(" +", 3)[1]))
                .containsExactly(
                        "ok kernel-running",
                        "ok kernel-installed",
                        "ok secure-boot",
                        "ok mok-enrolled",
                        "ok stock-packages",
                        "ok policy-loaded",
                        "ok policy-installed");
        assertThat(answer.exitCode()).isZero();
        JsonNode json = json(0, NOBODY);
        assertThat(json.path("result").asText()).isEqualTo("ok");
        assertThat(json.path("kernel").asText()).isEqualTo("kernel-cachyos-core-7.2.12-cachyos1.fc44.x86_64");
        assertThat(json.path("kver").asText()).isEqualTo(kver);
    }

    @Test
    void shouldFailWhenAnotherKernelRuns() throws Exception {
        // Given
        MachineFiles.of(SampleMachine.line(SampleMachine.PASSWORD, null), SampleMachine.rebuild(SampleMachine.KVER))
                .install(new RootTree(image.root()));
        // When // Then
        JsonNode json = json(1, NOBODY);
        assertThat(check(json, "kernel-running"))
                .isEqualTo("fail: " + kver + " runs, the image ships " + SampleMachine.KVER);
        assertThat(check(json, "kernel-installed")).startsWith("fail: /usr/lib/modules has '" + kver + "'");
        assertThat(json.path("result").asText()).isEqualTo("failed");
    }

    @Test
    void shouldFailWhenASecondKernelIsThereWhateverItsNameIs() throws Exception {
        // Given
        String strange = "6.1-\"quote\\ \u00e4\n\tend";
        Files.createDirectory(image.file("/usr/lib/modules").resolve(strange));
        // When // Then
        assertThat(check(json(1, NOBODY), "kernel-installed")).contains("6.1-\"quote\\", "expected " + kver + " alone");
    }

    @Test
    void shouldWarnOfStockPackagesAndExcludedOnes() throws Exception {
        // Given
        installDatabaseEntry("kernel-core", "akmod-nvidia", "nvidia-gpu-firmware", "zfs", "kernel-cachyos");
        try {
            // When // Then
            JsonNode json = json(0, NOBODY);
            assertThat(check(json, "stock-packages")).isEqualTo("warn: installed: kernel-core");
            assertThat(check(json, "policy-installed")).isEqualTo("warn: installed: akmod-nvidia, zfs");
        } finally {
            image.run(
                    "rpm",
                    "-e",
                    "--justdb",
                    "kernel-core",
                    "akmod-nvidia",
                    "nvidia-gpu-firmware",
                    "zfs",
                    "kernel-cachyos");
        }
    }

    @Test
    void shouldTellAnExcludedModuleFromTheKernelsOwnDriver() throws Exception {
        // Given
        image.write("/proc/modules", """
                vboxguest 53248 0 - Live 0x0000000000000000
                nvidia_drm 94208 4 - Live 0x0000000000000000 (POE)
                zfs 6000000 1 spl, Live 0x0000000000000000 (POE)
                vpoll 20480 0 - Live 0x0000000000000000 (OE)
                """);
        image.write("/usr/lib/modules/" + kver + "/kernel/drivers/virt/vboxguest/vboxguest.ko.xz", "");
        image.write("/usr/lib/modules/" + kver + "/extra/nvidia/nvidia-drm.ko.xz", "");
        image.write("/usr/lib/modules/" + kver + "/extra/vpoll/vpoll.ko", "");
        // When // Then
        JsonNode json = json(1, NOBODY);
        assertThat(check(json, "policy-loaded")).isEqualTo("fail: loaded: nvidia_drm, zfs");
        assertThat(check(json, "policy-installed")).isEqualTo("warn: installed: nvidia-drm");
    }

    @Test
    void shouldWarnWhenSecureBootIsOffOrAbsent() throws Exception {
        // Given
        image.firmware(false, false);
        // When // Then
        JsonNode off = json(0, NOBODY);
        assertThat(check(off, "secure-boot")).isEqualTo("warn: off");
        assertThat(check(off, "mok-enrolled"))
                .isEqualTo("warn: not enrolled; with Secure Boot on this image would not start");
        // And
        image.firmware(true, true);
        assertThat(check(json(0, NOBODY), "secure-boot")).isEqualTo("warn: off");
        // And
        image.run("rm", "-r", "/sys/firmware");
        JsonNode absent = json(0, NOBODY);
        assertThat(check(absent, "secure-boot")).startsWith("warn: this machine's firmware has no Secure Boot");
        assertThat(check(absent, "mok-enrolled")).startsWith("warn: ");
    }

    @Test
    void shouldFailWhenTheCertificateIsNotEnrolledAndWarnWhileTheRequestIsPending() throws Exception {
        // Given
        image.firmware(true, false);
        // When // Then
        assertThat(check(json(1, NOBODY), "mok-enrolled")).startsWith("fail: not enrolled");
        // And
        image.run("/usr/libexec/kernelgraft/mok-enroll");
        assertThat(check(json(3, NOBODY), "mok-enrolled"))
                .startsWith("unknown: the list of enrolled or requested keys");
        assertThat(check(json(0, "0:0"), "mok-enrolled")).startsWith("warn: requested; restart and confirm it");
    }

    @Test
    void shouldNotTakeAListThatItMayNotReadForAnEmptyOne() throws Exception {
        // Given
        Files.setPosixFilePermissions(image.shimVariable("MokListRT"), PosixFilePermissions.fromString("rw-------"));
        // When // Then
        JsonNode json = json(3, NOBODY);
        assertThat(check(json, "mok-enrolled"))
                .isEqualTo("unknown: the list of enrolled or requested keys can't be read, try as root");
        assertThat(json.path("result").asText()).isEqualTo("incomplete");
        assertThat(check(json(0, "0:0"), "mok-enrolled")).isEqualTo("ok: enrolled");
    }

    @Test
    void shouldSayWhatItCouldNotAsk() throws Exception {
        // Given
        Path rpm = image.file("/usr/bin/rpm");
        Path away = Files.move(rpm, rpm.resolveSibling("rpm-away"));
        try {
            // When // Then
            JsonNode json = json(3, "0:0");
            assertThat(check(json, "stock-packages")).isEqualTo("unknown: rpm's database can't be read");
            assertThat(check(json, "policy-installed")).startsWith("unknown: ");
        } finally {
            Files.move(away, rpm);
        }
    }

    @Test
    void shouldSayThatAnImageIsNoneOfOurs() throws Exception {
        // Given
        Files.delete(image.file("/usr/share/kernelgraft/image.conf"));
        // When // Then
        assertThat(check(json(3, NOBODY), "image"))
                .startsWith("unknown: /usr/share/kernelgraft/image.conf can't be read");
    }

    @Test
    void shouldExplainItself() throws Exception {
        // When
        Answer help = image.runAs(NOBODY, VALIDATE, "--help");
        Answer wrong = image.runAs(NOBODY, VALIDATE, "--jsn");
        // Then
        assertThat(help.exitCode()).isZero();
        assertThat(help.output())
                .startsWith("Usage: kernelgraft-validate [--json]")
                .contains("Exit status: 0 nothing");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.output()).startsWith("kernelgraft-validate: unknown argument --jsn\nUsage:");
    }

    private static JsonNode json(int exitCode, String user) throws IOException, InterruptedException {
        Answer answer = image.runAs(user, VALIDATE, "--json");
        assertThat(answer.exitCode()).as(answer.output()).isEqualTo(exitCode);
        JsonNode json = new ObjectMapper().readTree(answer.output());
        assertThat(schema.validate(json)).as(answer.output()).isEmpty();
        return json;
    }

    private static String check(JsonNode json, String name) {
        for (JsonNode each : json.path("checks")) {
            if (each.path("check").asText().equals(name)) {
                return each.path("status").asText() + ": " + each.path("detail").asText();
            }
        }
        return "no such check";
    }

    /** Empty packages of these names, made here and written into the image's database. */
    private static void installDatabaseEntry(String... names) throws IOException, InterruptedException {
        for (String name : names) {
            image.write("/tmp/" + name + ".spec", """
                    Name: %s
                    Version: 1
                    Release: 1
                    Summary: Empty
                    License: none
                    BuildArch: noarch
                    %%description
                    Empty.
                    %%files
                    """.formatted(name));
            Answer built = image.run("rpmbuild", "-bb", "--define", "_rpmdir /tmp", "/tmp/" + name + ".spec");
            assertThat(built.exitCode()).as(built.output()).isZero();
            Answer installed =
                    image.run("rpm", "-i", "--justdb", "--nodeps", "/tmp/noarch/" + name + "-1-1.noarch.rpm");
            assertThat(installed.exitCode()).as(installed.output()).isZero();
        }
    }
}
