package io.kernelgraft.lab.copr;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Date;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyPair;
import org.eclipse.packager.rpm.RpmVersion;
import org.eclipse.packager.rpm.build.BuilderContext;
import org.eclipse.packager.rpm.build.RpmBuilder;
import org.eclipse.packager.rpm.signature.RsaHeaderSignatureProcessor;

/** A directory with one small signed RPM, ready to be published. */
final class SignedRelease {
    private SignedRelease() {}

    static Path write(Path directory, String version) throws Exception {
        Files.createDirectories(directory);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        PGPKeyPair key =
                new JcaPGPKeyPair(4, PublicKeyAlgorithmTags.RSA_GENERAL, generator.generateKeyPair(), new Date());
        Path rpm = directory.resolve("kernel-cachyos-core-" + version + "-cachyos1.fc44.x86_64.rpm");
        try (RpmBuilder builder =
                new RpmBuilder("kernel-cachyos-core", new RpmVersion(version, "cachyos1.fc44"), "x86_64", rpm)) {
            builder.addSignatureProcessor(new RsaHeaderSignatureProcessor(key.getPrivateKey()));
            BuilderContext context = builder.newContext();
            context.addFile("/usr/lib/modules/" + version + "/vmlinuz", new byte[4096]);
            builder.build();
        }
        Files.writeString(
                directory.resolve("release.json"),
                "{\"name\":\"kernel-cachyos\",\"version\":\"" + version + "\",\"release\":\"cachyos1.fc44\"}");
        return directory;
    }
}
