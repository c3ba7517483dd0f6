package io.kernelgraft.verifier.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootLoaderTest {
    @TempDir
    Path root;

    @TempDir
    Path esp;

    @Test
    void shouldTakeWhatBootupdKeeps() throws IOException {
        file("usr/lib/bootupd/updates/EFI/BOOT/BOOTX64.EFI", "shim");
        file("usr/lib/bootupd/updates/EFI/debian/grubx64.efi", "grub");
        file("usr/lib/bootupd/updates/EFI/debian/mmx64.efi", "mm");

        BootLoader.in(new RootTree(root)).layOut(esp, "set timeout=0");

        assertThat(esp.resolve("EFI/BOOT/BOOTX64.EFI")).hasContent("shim");
        assertThat(esp.resolve("EFI/BOOT/grubx64.efi")).hasContent("grub");
        assertThat(esp.resolve("EFI/BOOT/mmx64.efi")).hasContent("mm");
        assertThat(esp.resolve("EFI/debian/grub.cfg")).hasContent("set timeout=0");
    }

    @Test
    void shouldTakeOneDirectoryForEachPackageAndVersion() throws IOException {
        file("usr/lib/efi/shim/15.8-3/EFI/fedora/shimx64.efi", "shim");
        file("usr/lib/efi/grub2/2.12-40/EFI/fedora/grubx64.efi", "grub");

        BootLoader.in(new RootTree(root)).layOut(esp, "");

        assertThat(esp.resolve("EFI/BOOT/BOOTX64.EFI")).hasContent("shim");
        assertThat(esp.resolve("EFI/fedora/grub.cfg")).exists();
    }

    @Test
    void shouldRejectAnImageWithoutShim() throws IOException {
        file("usr/lib/bootupd/updates/EFI/debian/grubx64.efi", "grub");

        StageFailure failure = catchThrowableOfType(StageFailure.class, () -> BootLoader.in(new RootTree(root)));

        assertThat(failure.kind()).isEqualTo(FailureKind.REJECTED);
        assertThat(failure.reason()).isEqualTo("NO_BOOT_LOADER");
        assertThat(failure)
                .hasMessage("the image has no EFI/BOOT/BOOTX64.EFI or debian/shimx64.efi below"
                        + " [/usr/lib/bootupd/updates/EFI, /usr/lib/efi/*/*/EFI], only [debian/grubx64.efi]");
    }

    @Test
    void shouldNotFollowALinkOutOfTheImage() throws IOException {
        Path secret = Files.writeString(esp.resolve("secret"), "of this machine");
        file("usr/lib/bootupd/updates/EFI/BOOT/BOOTX64.EFI", "shim");
        Files.createDirectories(root.resolve("usr/lib/bootupd/updates/EFI/debian"));
        Files.createSymbolicLink(root.resolve("usr/lib/bootupd/updates/EFI/debian/grubx64.efi"), secret);

        StageFailure failure = catchThrowableOfType(StageFailure.class, () -> BootLoader.in(new RootTree(root)));

        assertThat(failure.reason()).isEqualTo("NO_BOOT_LOADER");
    }

    private void file(String path, String content) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), content);
    }
}
