package io.kernelgraft.kernelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Descriptor;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a candidate adds to its base, and that the same comes of building it again, and of its recipes built by hand. */
class CandidateST {
    /** Times the compressed size of what is new: the rest is the package database and the kernel's small files. */
    private static final double MOST = 1.1;

    /** The memory that SQLite's readers share, of which an image has none; a mount point that the builder leaves. */
    private static final List<String> DIFFERENT = List.of("/usr/lib/sysimage/rpm/rpmdb.sqlite-shm", "/var/lib/dnf");

    @TempDir
    static Path directory;

    private record Sealed(TestContext swapping, TestContext sealing, ImageReference candidate) {}

    private static KernelBuilderLab lab;
    private static Sealed first;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(KernelBuilderLab.ASSETS.missing().isEmpty(), KernelBuilderLab.ASSETS::missing);
        lab = new KernelBuilderLab(directory);
        first = seal();
    }

    @AfterAll
    static void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    private static Sealed seal() throws Exception {
        Rebuild rebuild = lab.rebuild();
        TestContext swapping = lab.context(rebuild, lab.line());
        TestContext sealing = lab.context(
                rebuild, lab.line(), lab.swap(swapping), lab.signedKernel(rebuild), lab.signedKmods(rebuild));
        return new Sealed(swapping, sealing, lab.seal(sealing).candidate());
    }

    private static List<Descriptor> added(ImageReference candidate) {
        List<Descriptor> layers =
                new ArrayList<>(lab.registry().manifest(candidate).layers());
        layers.removeAll(lab.registry().manifest(lab.base()).layers());
        return layers;
    }

    @Test
    void shouldAddNothingTwiceAndLittleBesideWhatIsNew() throws Exception {
        // Given
        PayloadSigned kernel = lab.signedKernel(lab.rebuild());

        // When
        ImageReference candidate = first.candidate();

        // Then
        List<Descriptor> added = added(candidate);
        TreeMap<String, Long> files = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        for (Descriptor layer : added) {
            eachFile(candidate, layer, (path, gzipped) -> {
                if (files.put(path, gzipped) != null) {
                    twice.add(path);
                }
            });
        }
        // The package database is written by both stages.
        assertThat(twice).allMatch(path -> path.startsWith("usr/lib/sysimage/"));
        Descriptor signed = lab.registry().manifest(kernel.layer()).layers().getFirst();
        assertThat(added).extracting(Descriptor::digest).contains(signed.digest());
        long total = added.stream().mapToLong(Descriptor::size).sum();
        long shipped = files.entrySet().stream()
                .filter(file -> file.getKey().startsWith("usr/lib/modules/"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        System.out.printf(
                "a candidate adds %.1f MB, of which %.1f MB are kernel, modules and initramfs: factor %.3f%n",
                total / 1e6, shipped / 1e6, (double) total / shipped);
        assertThat((double) total / shipped).isLessThanOrEqualTo(MOST);
    }

    @Test
    void shouldGiveTheSameFilesTwice() throws Exception {
        // When
        TreeMap<String, Long> one = contents(first.candidate());
        TreeMap<String, Long> second = contents(seal().candidate());

        // Then
        List<String> different = new ArrayList<>();
        one.forEach((path, content) -> {
            if (!content.equals(second.get(path))) {
                different.add(path);
            }
        });
        System.out.println("a second build of the same differs in: " + different);
        assertThat(second.keySet()).isEqualTo(one.keySet());
        assertThat(different).isEmpty();
    }

    @Test
    void shouldBeTheSameFilesWhenItIsBuiltByHand() throws Exception {
        // When
        ByHand byHand = new ByHand(lab, Files.createDirectory(directory.resolve("by-hand")));
        Files.copy(
                first.sealing().workspace().resolve("machine.tar"),
                byHand.context().resolve("machine.tar"));
        byHand.build("swap", first.swapping().evidence("swap.containerfile"), "");
        byHand.build("seal", first.sealing().evidence("seal.containerfile"), "--from localhost/by-hand:swap");

        // Then
        Map<String, String> piped = byHand.files("docker://" + first.candidate());
        assertThat(piped).hasSizeGreaterThan(2000);
        assertThat(ByHand.different(piped, byHand.files("localhost/by-hand:seal")))
                .isSubsetOf(DIFFERENT);
    }

    /** Checksums of everything in the added layers. */
    private static TreeMap<String, Long> contents(ImageReference candidate) throws IOException {
        TreeMap<String, Long> contents = new TreeMap<>();
        for (Descriptor layer : added(candidate)) {
            eachEntry(candidate, layer, (entry, in) -> {
                byte[] bytes = in.readAllBytes();
                CRC32C sum = new CRC32C();
                sum.update(bytes);
                contents.put(entry.getName(), sum.getValue() << 12 | (entry.getMode() & 07777));
            });
        }
        return contents;
    }

    private interface FileAction {
        void on(String path, long gzipped);
    }

    private interface EntryAction {
        void on(TarArchiveEntry entry, InputStream in) throws IOException;
    }

    /** Regular files with the size that gzip makes of each. */
    private static void eachFile(ImageReference image, Descriptor layer, FileAction action) throws IOException {
        eachEntry(image, layer, (entry, in) -> {
            if (entry.isFile()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                    in.transferTo(gzip);
                }
                action.on(entry.getName(), out.size());
            }
        });
    }

    private static void eachEntry(ImageReference image, Descriptor layer, EntryAction action) throws IOException {
        try (InputStream blob = new BufferedInputStream(lab.registry().openBlob(image, layer));
                InputStream tar = layer.mediaType().endsWith("gzip") ? new GZIPInputStream(blob) : blob;
                TarArchiveInputStream entries = new TarArchiveInputStream(tar)) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                action.on(entry, entries);
            }
        }
    }
}
