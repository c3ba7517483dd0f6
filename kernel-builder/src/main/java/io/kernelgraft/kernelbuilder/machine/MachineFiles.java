package io.kernelgraft.kernelbuilder.machine;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files that a machine needs of us: the certificate and the unit that has it enrolled (failure F28), and the program
 * that tells a user whether the machine runs what the image ships (handbook 3.5). The programs are the same in every
 * image; what a line says is in data files that they read, and never becomes part of a program.
 */
public final class MachineFiles {
    /** Where the data files are. */
    public static final String DATA = "/usr/share/kernelgraft";

    private static final String UNIT = "/usr/lib/systemd/system/mok-enroll.service";
    private static final Pattern US_KEYBOARD = Pattern.compile("[!-~]{8,64}");
    private static final List<String> MOKUTIL = List.of("/usr/bin/mokutil", "/usr/sbin/mokutil");

    private final List<ImageFile> files;

    private MachineFiles(List<ImageFile> files) {
        this.files = files;
    }

    /** @throws StageFailure POLICY {@code CERTIFICATE_UNREADABLE} if the line's certificate is none */
    public static MachineFiles of(LineFile line, Rebuild rebuild) {
        MachineCertificate certificate = MachineCertificate.parse(line.signing().certificate());
        ImageFacts facts = ImageFacts.of(line, rebuild, certificate);
        return new MachineFiles(List.of(
                ImageFile.resource("/usr/lib/systemd/system-preset/00-kernelgraft.preset", "00-kernelgraft.preset"),
                ImageFile.link("/etc/systemd/system/multi-user.target.wants/mok-enroll.service", UNIT),
                ImageFile.program("/usr/bin/kernelgraft-validate", "kernelgraft-validate"),
                ImageFile.resource(UNIT, "mok-enroll.service"),
                ImageFile.program("/usr/libexec/kernelgraft/mok-enroll", "mok-enroll"),
                ImageFile.data(DATA + "/image.conf", facts.properties()),
                ImageFile.data(DATA + "/image.json", facts.json()),
                ImageFile.data(DATA + "/mok-password", password(line) + "\n"),
                ImageFile.data(DATA + "/mok.der", certificate.der()),
                ImageFile.data(DATA + "/mok.pem", certificate.pem())));
    }

    /** Absolute paths in the image, sorted: all that {@link #install} writes but for directories. */
    public List<String> paths() {
        return files.stream().map(ImageFile::path).sorted().toList();
    }

    /**
     * Writes them, in place of what the image may have there, and enables the unit as {@code systemctl enable} would.
     *
     * @return {@link #paths}
     * @throws StageFailure REJECTED {@code MOKUTIL_MISSING} if the image has no mokutil
     */
    public List<String> install(RootTree image) throws IOException {
        requireMokutil(image);
        for (ImageFile file : files) {
            file.write(image);
        }
        return paths();
    }

    /** The line's schema says the same; a second line in the file, or none, would be another password. */
    private static String password(LineFile line) {
        String password = line.machine().mokPassword();
        if (!US_KEYBOARD.matcher(password).matches()) {
            throw new IllegalArgumentException(
                    "machine.mokPassword: expected 8 to 64 characters that a US keyboard types, and no space");
        }
        return password;
    }

    private static void requireMokutil(RootTree image) throws IOException {
        for (String place : MOKUTIL) {
            if (image.exists(place)) {
                return;
            }
        }
        throw new StageFailure(
                FailureKind.REJECTED,
                "MOKUTIL_MISSING",
                "the image has no mokutil, without which no machine can enrol the line's certificate: expected one of "
                        + MOKUTIL);
    }
}
