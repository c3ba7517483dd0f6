package io.kernelgraft.contract.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.contract.line.LineFileReader.InvalidLineFile;
import io.kernelgraft.contract.line.LineFileReader.LoadedLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFileReaderTest {
    private static final Path EXAMPLE = Path.of(System.getProperty("kernelgraft.root"), "docs/examples/line.yaml");

    @TempDir
    Path directory;

    @Test
    void shouldReadTheExample() throws Exception {
        // When
        LoadedLine loaded = LineFileReader.read(EXAMPLE);

        // Then
        LineFile line = loaded.line();
        assertThat(line.name()).isEqualTo("desktop-cachyos");
        assertThat(line.base()).hasToString("ghcr.io/ublue-os/bluefin-dx:stable");
        assertThat(line.kernel().copr().owner()).isEqualTo("bieszczaders");
        assertThat(line.kernel().packages())
                .containsExactly("kernel-cachyos", "kernel-cachyos-core", "kernel-cachyos-modules");
        assertThat(line.kernel().openpgpKey()).startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nVGhp");
        assertThat(line.kmods().modules())
                .containsExactly(
                        new LineFile.Kmod("v4l2loopback", "akmod-v4l2loopback", null, true),
                        new LineFile.Kmod("xone", "akmod-xone", null, false),
                        new LineFile.Kmod(
                                "vpoll",
                                null,
                                new LineFile.Source(
                                        "https://example.org/vpoll/vpoll-0.1.tar.gz",
                                        "sha256:" + "0".repeat(64),
                                        "vpoll-0.1/src"),
                                false));
        assertThat(line.userland())
                .extracting(LineFile.Userland::disabledUnits)
                .containsExactly(List.of("scx_loader.service"));
        assertThat(line.machine()).isEqualTo(new LineFile.Machine("margine-enrol", List.of("nvidia", "zfs", "vbox")));
        assertThat(line.initramfs())
                .isEqualTo(new LineFile.Initramfs(List.of("dm-crypt", "dm-mod", "btrfs", "virtio_blk"), 50, 350));
        assertThat(line.bootTest()).isEqualTo(new LineFile.BootTest(4096, 2, 1200, 600));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(EXAMPLE));
        assertThat(loaded.sha256()).isEqualTo(HexFormat.of().formatHex(hash));
    }

    /** One edit of the example and where the problem must be said to be. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            name: desktop-cachyos | name: Desktop | 5:7: name: expected a line's name: lower-case letters, digits and '-' (at most 63), found 'Desktop'
            name: desktop-cachyos | name: ~ | 5:7: name: expected a line's name: lower-case letters, digits and '-' (at most 63), found null
            name: desktop-cachyos | name: 7 | 5:7: name: expected a line's name: lower-case letters, digits and '-' (at most 63), found 7
            chroot: fedora-44-x86_64 | chrot: fedora-44-x86_64 | 15:3: kernel.chrot: expected one of copr, chroot, watch, packages, devel, openpgpKey, found an unknown field; did you mean 'chroot'?
            "owner: bieszczaders" | "team: bieszczaders" | 13:5: kernel.copr.team: expected one of url, owner, project, found an unknown field
            "owner: bieszczaders" | "#" | 11:3: kernel.copr.owner: expected a COPR owner: letters, digits and ._- (at most 128), a group with '@' before it, found nothing
            "  tags:\\n    - stable" | "" | 111:1: promotion.tags: expected a list, found nothing
            akmod: akmod-xone | akmod: akmod xone | 76:14: kmods.modules[1].akmod: expected an RPM package's name: letters, digits and ._+- (at most 128), beginning with a letter or digit, found 'akmod xone'
            akmod: akmod-xone | akmod: $(reboot) | 76:14: kmods.modules[1].akmod: expected an RPM package's name: letters, digits and ._+- (at most 128), beginning with a letter or digit, found '$(reboot)'
            akmod: akmod-xone | akmod: -rf | 76:14: kmods.modules[1].akmod: expected an RPM package's name: letters, digits and ._+- (at most 128), beginning with a letter or digit, found '-rf'
            "      akmod: akmod-xone" | "" | 75:7: kmods.modules[1]: expected either akmod or source, found neither
            required: false | required: no | 77:17: kmods.modules[1].required: expected true or false, found 'no'
            50-dracut.install | ../50-dracut.install | 35:7: swap.hooks[1]: expected a file name under /usr/lib/kernel/install.d: letters, digits and ._- (at most 128), ending in .install, found '../50-dracut.install'
            bluefin-dx:stable | bluefin-dx | 7:7: base: expected an image reference with a tag or digest: host[:port]/repository:tag or …@sha256:…, with a dot or port in the host, found 'ghcr.io/ublue-os/bluefin-dx'
            ghcr.io/ublue-os/bluefin-dx:stable | ublue-os/bluefin-dx:stable | 7:7: base: expected an image reference with a tag or digest: host[:port]/repository:tag or …@sha256:…, with a dot or port in the host, found 'ublue-os/bluefin-dx:stable'
            desktop-artifacts | desktop-artifacts:latest | 8:12: artifacts: expected a repository without tag or digest: host[:port]/repository, with a dot or port in the host, found 'ghcr.io/example-org/desktop-artifacts:latest'
            ghcr.io/example-org/desktop-artifacts | ghcr.io:70000/artifacts | 8:12: artifacts: a registry's port is at most 65535, not 70000
            https://copr.fedorainfracloud.org | ftp://copr.fedorainfracloud.org | 12:10: kernel.copr.url: expected an http or https URL without user, query or fragment, found 'ftp://copr.fedorainfracloud.org'
            https://copr.fedorainfracloud.org | https://user:word@example.org | 12:10: kernel.copr.url: expected an http or https URL without user, query or fragment, found 'https://user:word@example.org'
            - stable | - sha256-0 | 114:7: promotion.tags[0]: expected a tag: letters, digits and ._- (at most 128), not beginning with 'sha256-' (those name referrers), found 'sha256-0'
            minMiB: 50 | minMiB: 351 | 102:11: initramfs.minMiB: expected at most maxMiB (350), found 351
            minMiB: 50 | minMiB: 050 | 102:11: initramfs.minMiB: expected a whole number, found '050'
            cpus: 2 | cpus: 0 | 107:9: bootTest.cpus: expected at least 1, found 0
            name: xone | name: v4l2loopback | 75:13: kmods.modules[1].name: expected each kmod once, found 'v4l2loopback' again
            directory: vpoll-0.1/src | directory: ../src | 82:20: kmods.modules[2].source.directory: expected a relative path without '..': letters, digits and ._+- in each part (at most 200), or '.', found '../src'
            "key: desktop-mok" | "key: desktop-mok\\n  modules: some" | 87:12: signing.modules: expected one of all, out-of-tree, found 'some'
            "key: desktop-mok" | "key: desktop-mok\\n  existingSignatures: replace" | 87:23: signing.existingSignatures: expected one of keep, strip, found 'replace'
            "key: desktop-mok" | "key: desktop-mok\\n  previous: {key: desktop-mok}" | 87:3: signing.previous.certificate: expected a certificate in PEM form, found nothing
            digest: sha256:0 | digest: sha512:0 | 81:17: kmods.modules[2].source.digest: expected sha256: and the 64 hex digits of a tarball, or git: and a full commit id, found 'sha512:00000000000000000000000000000000000000000000000000000…'
            mokPassword: margine-enrol | mokPassword: "märgine1" | 94:16: machine.mokPassword: expected 8 to 64 characters that a US keyboard types: letters, digits and ASCII punctuation, no space, found 'märgine1'
            "- kernel-modules-core" | "- kernel-core" | 37:5: swap.remove: expected a list in which nothing is there twice, found a list of 5
            cpus: 2 | memoryMiB: 512 | 107:3: bootTest.memoryMiB: expected each field once, found it again (first at 106:3)
            cpus: 2 | cpus: &two 2 | 107:9: bootTest.cpus: expected plain values, found the anchor '&two'
            cpus: 2 | cpus: !!java.lang.Integer 2 | 107:9: (file): expected YAML, found: Global tag is not allowed: tag:yaml.org,2002:java.lang.Integer
            cpus: 2 | cpus: !cpus 2 | 107:9: bootTest.cpus: expected plain values, found the tag '!cpus'
            cpus: 2 | <<: {} | 107:3: bootTest.<<: expected one of memoryMiB, cpus, prepareSeconds, bootSeconds, found an unknown field
            cpus: 2 | cpus: *two | 107:9: (file): expected YAML, found: found undefined alias two
            cpus: 2 | "cpus: 2: 3" | 107:10: (file): expected YAML, found: mapping values are not allowed here
            cpus: 2 | "\\tcpus: 2" | 107:3: (file): expected YAML, found: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
            -----BEGIN CERTIFICATE----- | -----BEGIN PRIVATE KEY----- | 87:16: signing.certificate: expected a certificate in PEM form, found '-----BEGIN PRIVATE KEY-----…'
            """)
    void shouldSayWhereAndWhatIsWrong(String text, String replacement, String problem) throws IOException {
        // Given
        String example = Files.readString(EXAMPLE);
        String from = text.replace("\\n", "\n");
        assertThat(example).contains(from);
        int at = example.indexOf(from);
        String to = replacement.replace("\\t", "\t").replace("\\n", "\n");
        Path file = write(example.substring(0, at) + to + example.substring(at + from.length()));

        // When
        List<String> problems = problems(file);

        // Then
        assertThat(problems).contains(file + ":" + problem);
    }

    @Test
    void shouldReportEveryProblemInTheOrderOfTheFile() throws IOException {
        // Given
        String example = Files.readString(EXAMPLE);
        Path file = write(example.replace("cpus: 2", "cpus: 0")
                .replace("name: desktop-cachyos", "nam: desktop-cachyos")
                .replace("- btrfs", "- bt rfs"));

        // When
        List<String> problems = problems(file);

        // Then
        assertThat(problems)
                .extracting(problem ->
                        problem.substring(file.toString().length() + 1).replaceFirst(": expected.*", ""))
                .containsExactly("5:1: name", "5:1: nam", "100:7: initramfs.drivers[2]", "107:9: bootTest.cpus");
    }

    @Test
    void shouldNeedHeadersWhereThereAreKmods() throws IOException {
        // Given
        Path file = write(
                Files.readString(EXAMPLE).replaceFirst("(?s)  devel:\n.*?  openpgpKey", "  devel: []\n  openpgpKey"));

        // Then
        assertThat(problems(file))
                .containsExactly(
                        file + ":21:10: kernel.devel: expected the packages to build the kmods against, found none");
    }

    @Test
    void shouldSignEverythingWithOneKeyAndKeepSignaturesUnlessTheLineSaysOtherwise() throws IOException {
        LineFile.Signing signing = LineFileReader.read(EXAMPLE).line().signing();
        assertThat(signing.modules()).isEqualTo(LineFile.SignedModules.ALL);
        assertThat(signing.existingSignatures()).isEqualTo(LineFile.ExistingSignatures.KEEP);
        assertThat(signing.keys()).containsExactly(signing.current());
    }

    @Test
    void shouldReadAnOverlapOfTwoKeys() throws IOException {
        // Given
        Path file = write(overlapping("desktop-mok-2024", "-----BEGIN CERTIFICATE-----\nb2xk\n"));

        // When
        LineFile.Signing signing = LineFileReader.read(file).line().signing();

        // Then
        assertThat(signing.modules()).isEqualTo(LineFile.SignedModules.OUT_OF_TREE);
        assertThat(signing.existingSignatures()).isEqualTo(LineFile.ExistingSignatures.STRIP);
        assertThat(signing.previous().certificate())
                .isEqualTo("-----BEGIN CERTIFICATE-----\nb2xk\n-----END CERTIFICATE-----\n");
        assertThat(signing.keys())
                .extracting(LineFile.PinnedKey::key)
                .containsExactly("desktop-mok", "desktop-mok-2024");
    }

    @Test
    void shouldNeedTwoDifferentKeysForAnOverlap() throws IOException {
        // Given
        String certificate = LineFileReader.read(EXAMPLE).line().signing().certificate();
        Path file = write(overlapping("desktop-mok", certificate.replaceFirst("-----END.*\\n", "")));

        // Then
        assertThat(problems(file))
                .containsExactly(
                        file + ":90:10: signing.previous.key: expected another key than signing.key, found it again",
                        file + ":91:18: signing.previous.certificate: expected another certificate than"
                                + " signing.certificate, found it again");
    }

    private static String overlapping(String previous, String certificate) throws IOException {
        String pem = (certificate + "-----END CERTIFICATE-----").replace("\n", "\n      ");
        return Files.readString(EXAMPLE)
                .replace(
                        "key: desktop-mok\n",
                        "key: desktop-mok\n  modules: out-of-tree\n  existingSignatures: strip\n  previous:\n    key: "
                                + previous + "\n    certificate: |\n      " + pem + "\n");
    }

    @Test
    void shouldRefuseAliasBombs() throws IOException {
        // Given
        Path file = write("""
                a: &a [x, x, x, x, x, x, x, x, x, x]
                b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
                c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
                d: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
                """);

        // Then
        assertThat(problems(file))
                .contains(file + ":1:4: a: expected plain values, found the anchor '&a'")
                .hasSizeLessThan(50);
    }

    @Test
    void shouldRefuseWhatIsNoText() throws IOException {
        Path binary = directory.resolve("binary.yaml");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Path control = write("name: a\nbase: \u0007\n");
        Path large = write("# " + "x".repeat(1 << 20));
        Path deep = write("[".repeat(5000));

        assertThat(problems(binary))
                .containsExactly(binary + ":1:1: (file): expected text in UTF-8, found other bytes");
        assertThat(problems(control)).containsExactly(control + ":2:7: (file): expected printable text, found U+0007");
        assertThat(problems(large))
                .containsExactly(large + ":1:1: (file): expected at most 1048576 bytes, found 1048578");
        assertThat(problems(deep)).singleElement().asString().contains("Nesting Depth exceeded max 20");
    }

    @Test
    void shouldRefuseAnEmptyFileAndAMissingOne() throws IOException {
        Path empty = write("# nothing\n");
        Path missing = directory.resolve("missing.yaml");

        assertThat(problems(empty))
                .containsExactly(
                        empty + ":1:1: (file): expected an object with name, base, artifacts, kernel, swap, userland,"
                                + " kmods, signing, machine, initramfs, bootTest, promotion, found null");
        assertThat(problems(missing))
                .containsExactly(missing + ":1:1: (file): expected a readable file, found"
                        + " java.nio.file.NoSuchFileException: " + missing);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "line", ".yaml"), text, StandardCharsets.UTF_8);
    }

    private static List<String> problems(Path file) {
        InvalidLineFile refused = catchThrowableOfType(InvalidLineFile.class, () -> LineFileReader.read(file));
        assertThat(refused).isNotNull();
        return refused.problems();
    }
}
