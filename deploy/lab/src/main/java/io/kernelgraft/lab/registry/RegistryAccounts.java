package io.kernelgraft.lab.registry;

import io.kernelgraft.lab.database.Secrets;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * The registry's users: each service, and {@code operator}. The registry knows who asks, but a name is all it tells apart:
 * with a password file everybody who has one may do everything in every repository.
 *
 * @param host {@code localhost:port}
 * @param files where each user's {@code containers-auth.json(5)} is kept, readable by its owner alone
 */
public record RegistryAccounts(String host, Secrets secrets, Path files) {
    public static final String OPERATOR = "operator";
    /** The password is 128 random bits; nothing is gained by making a guess slow. */
    private static final int COST = 4;

    private static final int SALT_BYTES = 16;

    public static RegistryAccounts of(LabHome home, LabPorts ports) {
        return new RegistryAccounts(
                "localhost:" + ports.registry(),
                new Secrets(home.run().resolve("secrets")),
                home.run().resolve("registry-auth"));
    }

    /** The value of an Authorization header. */
    public String authorization(String user) {
        return "Basic " + basic(user);
    }

    /** For {@code $REGISTRY_AUTH_FILE} and {@code --authfile}; written if it is not there or of another port. */
    public Path file(String user) {
        Path file = files.resolve(user + ".json");
        String text = "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}\n".formatted(host, basic(user));
        try {
            Files.createDirectories(
                    files, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // One that is right already may be in use.
            if (Files.exists(file) && Files.readString(file).equals(text)) {
                return file;
            }
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The registry's password file: these users and {@link #OPERATOR}. */
    String htpasswd(List<String> users) {
        SecureRandom random = new SecureRandom();
        return Stream.concat(users.stream(), Stream.of(OPERATOR))
                .map(user -> {
                    byte[] salt = new byte[SALT_BYTES];
                    random.nextBytes(salt);
                    return user + ":" + OpenBSDBCrypt.generate(password(user).toCharArray(), salt, COST) + "\n";
                })
                .collect(Collectors.joining());
    }

    private String basic(String user) {
        return Base64.getEncoder().encodeToString((user + ":" + password(user)).getBytes(StandardCharsets.UTF_8));
    }

    private String password(String user) {
        return secrets.named("registry-" + user);
    }
}
