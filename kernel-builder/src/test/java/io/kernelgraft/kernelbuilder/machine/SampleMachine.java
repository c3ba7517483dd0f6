package io.kernelgraft.kernelbuilder.machine;

import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile;
import java.time.Instant;
import java.util.List;

/** A line and a rebuild with what the machine's files are made from. */
final class SampleMachine {
    static final Kver KVER = new Kver("7.2.12-cachyos1.fc44.x86_64");
    static final String PASSWORD = "margine-enrol";

    private static final ImageReference BASE = ImageReference.parse("registry.example/os@sha256:" + "ab".repeat(32));
    // Self-signed, of a key that was thrown away.
    private static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIDYTCCAkmgAwIBAgIUR0IAL0K74YoSGJXM+wf74DOhQCQwDQYJKoZIhvcNAQEL
            BQAwPzEUMBIGA1UECgwLS2VybmVsZ3JhZnQxEjAQBgNVBAsMCXRlc3Qgb25seTET
            MBEGA1UEAwwKU2FtcGxlIE1PSzAgFw0yNjExMjQwMjE5MzJaGA8yMTI2MTAzMTAy
            MTkzMlowPzEUMBIGA1UECgwLS2VybmVsZ3JhZnQxEjAQBgNVBAsMCXRlc3Qgb25s
            eTETMBEGA1UEAwwKU2FtcGxlIE1PSzCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC
            AQoCggEBAKPwUiuvYrXF+gRB0CKKIHwCiu7eeqC82y4o2f6SzAgUbGXr8lRtGA2/
            /C2afvEOqEXyx2BA7cWVScZZfKNcfxUh+RPJ1k9pQ0/tBQW2Y4zE/hqJAn0y4adV
            uwYRixY7N0J8dkKEtoiB0TAwPGpZvQd7kVibeayjyiXFX5HueCoxzL0gYvFm8osq
            5gJJjLE3r61CPHUmBZLgTmXZIhVRj9xidcREo5sTFsbjUas35whiklaLn3XJniC4
            fNmFl8UbVilCX4R99JwzUAJQ8ArxWq0PwmpS4vR3H7rOyadSRTc42iauDSudCXyU
            TjsmCuDbl0I9KY2AI2nbWoIMREooxQ0CAwEAAaNTMFEwHQYDVR0OBBYEFIRuZ1jO
            sCZTWk13EZzj1vvcl/35MB8GA1UdIwQYMBaAFIRuZ1jOsCZTWk13EZzj1vvcl/35
            MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAHzJODLEweS29RrH
            OwXw/U9R4wC3ONOFyvfwYuyfxImybQk93YkzCJCTco3jqT6Z9hKgxDk196s3lB5e
            wvdLLLio8b3UAC/2urXoo5xTbGDhin/T/7WB02e2/HcIMJ67Sizhulr0AiBJHKM0
            2hdwTF9IVX0fNwWsoASOoPvXuA+mZdiEV2Qpwxl8ksXEzUyOAdviI3h4NddvyFcl
            6oYtDOZ6DUe9viCAXyxvhMjZu6UjX4Ad16CRRkuA7xUMLz5px1BxxLSC8SVxyI/I
            ZZc//oN2Z5wPsBGJV78I4R7xLETZrrQgszUarilO0TcQ0O5YiwGCAcwr+9gqN/aF
            NCobojo=
            -----END CERTIFICATE-----
            """;

    private SampleMachine() {}

    static MachineFiles files() {
        return files(line(PASSWORD, null));
    }

    static MachineFiles files(LineFile line) {
        return MachineFiles.of(line, rebuild(KVER));
    }

    static MachineCertificate certificate() {
        return MachineCertificate.parse(PEM);
    }

    /** @param outOfPolicy null for the default */
    static LineFile line(String password, List<String> outOfPolicy) {
        return line(List.of("kernel-cachyos"), new LineFile.Machine(password, outOfPolicy));
    }

    static LineFile lineInstalling(String kernelPackage) {
        return line(List.of(kernelPackage), new LineFile.Machine(PASSWORD, null));
    }

    /** One whose machines change over from another certificate. */
    static LineFile lineChangingOver(String previousCertificate) {
        return line(
                List.of("kernel-cachyos"),
                new LineFile.Machine(PASSWORD, null),
                new LineFile.Signing(
                        "desktop-mok",
                        PEM,
                        new LineFile.PinnedKey("desktop-mok-2024", previousCertificate),
                        null,
                        null));
    }

    private static LineFile line(List<String> packages, LineFile.Machine machine) {
        return line(packages, machine, new LineFile.Signing("desktop-mok", PEM));
    }

    private static LineFile line(List<String> packages, LineFile.Machine machine, LineFile.Signing signing) {
        return new LineFile(
                "desktop",
                BASE,
                null,
                new LineFile.Kernel(null, "fedora-44-x86_64", "kernel-cachyos", packages, List.of(), null),
                new LineFile.Swap(List.of(), List.of("kernel", "kernel-core")),
                List.of(),
                new LineFile.Kmods(null, null, List.of()),
                signing,
                machine,
                null,
                null,
                null);
    }

    static Rebuild rebuild(Kver kver) {
        return new Rebuild(
                "rb-0011223344556677",
                "desktop",
                "ab".repeat(32),
                BASE,
                "registry.example/os:stable",
                Nevra.parse("kernel-cachyos-core-7.2.12-cachyos1.fc44.x86_64"),
                kver,
                BASE,
                List.of(),
                Instant.parse("2026-11-23T03:00:00Z"));
    }
}
