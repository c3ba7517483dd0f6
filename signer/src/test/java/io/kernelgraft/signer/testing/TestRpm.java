package io.kernelgraft.signer.testing;

import io.kernelgraft.contract.image.Nevra;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyPair;
import org.eclipse.packager.rpm.HashAlgorithm;
import org.eclipse.packager.rpm.RpmVersion;
import org.eclipse.packager.rpm.build.BuilderContext;
import org.eclipse.packager.rpm.build.RpmBuilder;
import org.eclipse.packager.rpm.signature.RsaHeaderSignatureProcessor;

/** A small RPM to be written, and the OpenPGP keys that sign such. */
public final class TestRpm {
    /** It logs every signature; kept here, as loggers are held weakly. */
    private static final Logger CHATTER = Logger.getLogger("org.eclipse.packager");

    static {
        CHATTER.setLevel(Level.WARNING);
    }

    private final Nevra nevra;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();

    public TestRpm(String nevra) {
        this.nevra = Nevra.parse(nevra);
    }

    public TestRpm with(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    public TestRpm with(String path, String content) {
        return with(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public TestRpm linking(String path, String target) {
        links.put(path, target);
        return this;
    }

    /** @param key null for an unsigned one */
    public Path write(Path directory, PGPKeyPair key) throws IOException {
        Path file = directory.resolve(nevra + ".rpm");
        try (RpmBuilder builder =
                new RpmBuilder(nevra.name(), new RpmVersion(nevra.version(), nevra.release()), nevra.arch(), file)) {
            builder.getInformation().setBuildHost("localhost");
            builder.getInformation().setSourcePackage(nevra.name() + ".src.rpm");
            if (key != null) {
                builder.addSignatureProcessor(
                        new RsaHeaderSignatureProcessor(key.getPrivateKey(), HashAlgorithm.SHA256));
            }
            BuilderContext context = builder.newContext();
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                context.addFile(entry.getKey(), entry.getValue());
            }
            for (Map.Entry<String, String> link : links.entrySet()) {
                context.addSymbolicLink(link.getKey(), link.getValue());
            }
            builder.build();
        }
        return file;
    }

    public static PGPKeyPair openPgpKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new JcaPGPKeyPair(4, PublicKeyAlgorithmTags.RSA_GENERAL, generator.generateKeyPair(), new Date());
        } catch (GeneralSecurityException | PGPException e) {
            throw new AssertionError(e);
        }
    }

    public static String armored(PGPKeyPair key) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ArmoredOutputStream armor = ArmoredOutputStream.builder().build(text)) {
            new PGPPublicKeyRing(List.of(key.getPublicKey())).encode(armor);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString(StandardCharsets.US_ASCII);
    }
}
