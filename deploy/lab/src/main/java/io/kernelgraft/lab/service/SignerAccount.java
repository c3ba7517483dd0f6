package io.kernelgraft.lab.service;

import io.kernelgraft.lab.attestation.ServiceKeys;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.process.Command;
import io.kernelgraft.lab.process.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;

/**
 * The signer's own system user, which alone can read the signing key. Its directory has the application, the line files
 * and the keys (mode 0700, the key 0400), all owned by it.
 *
 * @param directory see {@link LabHome#signer}
 */
record SignerAccount(Path directory) {
    private static final String USER = "kg-signer";
    /** The key's name in the line file. */
    static final String KEY = "lab-mok";

    static SignerAccount prepare(LabHome home, Path application, ServiceKeys serviceKeys, Path registryCredentials) {
        if (Command.run("id", "-u", USER).exitCode() != 0) {
            Command.require(
                    "useradd",
                    "--system",
                    "--no-create-home",
                    "--home-dir",
                    "/nonexistent",
                    "--shell",
                    "/usr/sbin/nologin",
                    "--user-group",
                    USER);
        }
        SignerAccount account = new SignerAccount(home.signer());
        // Not its home: blobs that it has fetched outlast a restart, as on any machine.
        List.of(account.application(), account.lines(), account.trusted(), account.keys())
                .forEach(FileTree::delete);
        FileTree.copy(application, account.application());
        FileTree.copy(home.lines(), account.lines());
        FileTree.copy(serviceKeys.trusted(), account.trusted());
        account.takeKeys(home.assets().resolve("keys/mok"), serviceKeys.key(LabService.SIGNER.id()));
        account.takeCredentials(registryCredentials);
        return account;
    }

    private void takeCredentials(Path from) {
        try {
            Files.deleteIfExists(credentials());
            Files.createFile(
                    credentials(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(credentials(), Files.readAllBytes(from));
            Files.setOwner(credentials(), owner());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot hand the registry's password to " + USER, e);
        }
    }

    private UserPrincipal owner() throws IOException {
        return directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
    }

    private void takeKeys(Path from, Path attestationKey) {
        Path keys = keys();
        try {
            UserPrincipal owner = owner();
            Files.createDirectories(home());
            Files.setPosixFilePermissions(home(), PosixFilePermissions.fromString("rwx------"));
            Files.createDirectory(
                    keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // A lab that has no key is a lab in which signing must fail; the signer says so, not we.
            for (String extension : Files.exists(from.resolve("MOK.key")) ? List.of("key", "pem") : List.<String>of()) {
                take(from.resolve("MOK." + extension), keys.resolve(KEY + "." + extension), owner);
            }
            take(attestationKey, attestationKey(), owner);
            Files.setOwner(keys, owner);
            Files.setOwner(home(), owner);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot hand the keys to " + USER, e);
        }
    }

    private static void take(Path from, Path to, UserPrincipal owner) throws IOException {
        Path copy = Files.copy(from, to);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("r--------"));
        Files.setOwner(copy, owner);
    }

    /** All that it may write to; the service makes and removes its workspace in it. */
    private Path home() {
        return directory.resolve("home");
    }

    Path application() {
        return directory.resolve("app");
    }

    private Path lines() {
        return directory.resolve("lines");
    }

    private Path credentials() {
        return directory.resolve("registry-auth.json");
    }

    private Path keys() {
        return directory.resolve("keys");
    }

    private Path attestationKey() {
        return keys().resolve("attestation.key");
    }

    private Path trusted() {
        return directory.resolve("trusted");
    }

    /** What comes before the program: another user, no groups, no way back. */
    List<String> command() {
        return List.of(
                "/usr/bin/setpriv",
                "--reuid",
                USER,
                "--regid",
                USER,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--pdeathsig",
                "KILL",
                "--");
    }

    /** Those of the signer's container: one file says what a signer's JVM must not do. */
    static List<String> jvmOptions(LabHome home) {
        try {
            return Files.readAllLines(home.root().resolve("deploy/signer/jvm.options")).stream()
                    .filter(line -> line.startsWith("-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> environment() {
        return Map.of(
                "HOME", home().toString(),
                "KERNELGRAFT_REGISTRY_CREDENTIALS_FILE", credentials().toString(),
                "REGISTRY_AUTH_FILE", credentials().toString(),
                "KERNELGRAFT_LINES_DIRECTORY", lines().toString(),
                "KERNELGRAFT_WORKSPACE_DIRECTORY", home().resolve("work").toString(),
                "KERNELGRAFT_SIGNER_KEYS_DIRECTORY", keys().toString(),
                "KERNELGRAFT_ATTESTATION_KEY", attestationKey().toString(),
                "KERNELGRAFT_TRUST_DIRECTORY", trusted().toString(),
                "KERNELGRAFT_SIGNER_LAB_KEYS_ALLOWED", "true");
    }
}
