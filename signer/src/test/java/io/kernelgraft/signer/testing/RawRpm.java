package io.kernelgraft.signer.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;

/** A package put together byte by byte, so that it can be one that no tool would write. */
public final class RawRpm {
    /** A header with nothing in it that is looked at: SIGSIZE. */
    public static final byte[] NO_SIGNATURE = header(Map.of(1000, new int[] {0}));

    private final List<File> files = new ArrayList<>();
    private String name = "kernel-cachyos-modules";

    private record File(String path, int mode, byte[] content, long size) {
        String directory() {
            return path.substring(0, path.lastIndexOf('/') + 1);
        }

        String base() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        boolean isLink() {
            return (mode & 0170000) == 0120000;
        }
    }

    public RawRpm named(String other) {
        name = other;
        return this;
    }

    /** @param content of a link, its target */
    public RawRpm with(String path, int mode, String content) {
        return with(path, mode, content.getBytes(StandardCharsets.UTF_8));
    }

    public RawRpm with(String path, int mode, byte[] content) {
        files.add(new File(path, mode, content, content.length));
        return this;
    }

    /** A file that is listed with this size, and is empty in the payload. */
    public RawRpm claiming(String path, int mode, long size) {
        files.add(new File(path, mode, new byte[0], size));
        return this;
    }

    public String name() {
        return name;
    }

    /** A payload with one file. */
    public static byte[] archive(String path, int mode, byte[] content) {
        ByteArrayOutputStream cpio = new ByteArrayOutputStream();
        member(cpio, path, mode, content);
        member(cpio, "TRAILER!!!", 0, new byte[0]);
        return cpio.toByteArray();
    }

    /** The OpenPGP packet that signs a header. */
    public static byte[] signature(byte[] header, PGPKeyPair key) {
        try {
            PGPSignatureGenerator generator = new PGPSignatureGenerator(
                    new JcaPGPContentSignerBuilder(PublicKeyAlgorithmTags.RSA_GENERAL, HashAlgorithmTags.SHA256),
                    key.getPublicKey());
            generator.init(PGPSignature.BINARY_DOCUMENT, key.getPrivateKey());
            generator.update(header);
            return generator.generate().getEncoded();
        } catch (IOException | PGPException e) {
            throw new AssertionError(e);
        }
    }

    /** Where the main header begins behind this signature header. */
    public static int headerOffset(byte[] signature) {
        return 96 + (signature.length + 7) / 8 * 8;
    }

    /** Without any digest. */
    public byte[] header(String compressor) {
        return header(tags(compressor));
    }

    public byte[] headerWithDigest(String compressor, byte[] payload) {
        Map<Integer, Object> tags = tags(compressor);
        tags.put(5092, new String[] {sha256(payload)});
        tags.put(5093, new int[] {8});
        return header(tags);
    }

    private Map<Integer, Object> tags(String compressor) {
        Map<Integer, Object> tags = new TreeMap<>();
        tags.put(1000, name);
        tags.put(1001, "7.2.0");
        tags.put(1002, "cachyos1.fc44");
        tags.put(1022, "x86_64");
        tags.put(1044, name + ".src.rpm");
        tags.put(1125, compressor);
        tags.put(1117, files.stream().map(File::base).toArray(String[]::new));
        tags.put(1118, files.stream().map(File::directory).toArray(String[]::new));
        int[] numbers = new int[files.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        tags.put(1116, numbers);
        tags.put(1030, shorts(files.stream().mapToInt(File::mode).toArray()));
        tags.put(1037, new int[files.size()]);
        tags.put(1028, files.stream().mapToInt(file -> (int) file.size()).toArray());
        tags.put(
                1036,
                files.stream()
                        .map(file -> file.isLink() ? new String(file.content(), StandardCharsets.UTF_8) : "")
                        .toArray(String[]::new));
        return tags;
    }

    /** The payload as cpio has it. */
    public byte[] newc() {
        ByteArrayOutputStream cpio = new ByteArrayOutputStream();
        for (File file : files) {
            member(cpio, "." + file.path(), file.mode(), file.content());
        }
        member(cpio, "TRAILER!!!", 0, new byte[0]);
        return cpio.toByteArray();
    }

    /** The payload in rpm's own short form. */
    public byte[] stripped() {
        ByteArrayOutputStream cpio = new ByteArrayOutputStream();
        for (int i = 0; i < files.size(); i++) {
            cpio.writeBytes("07070X%08x".formatted(i).getBytes(StandardCharsets.US_ASCII));
            pad(cpio, 4);
            cpio.writeBytes(
                    (files.get(i).mode() & 0170000) == 0040000
                            ? new byte[0]
                            : files.get(i).content());
            pad(cpio, 4);
        }
        member(cpio, "TRAILER!!!", 0, new byte[0]);
        return cpio.toByteArray();
    }

    /** One member of a cpio archive, whatever its name says. */
    public static void member(ByteArrayOutputStream cpio, String path, int mode, byte[] content) {
        byte[] bytes = (path + "\0").getBytes(StandardCharsets.UTF_8);
        cpio.writeBytes("070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x"
                .formatted(1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, bytes.length, 0)
                .getBytes(StandardCharsets.US_ASCII));
        cpio.writeBytes(bytes);
        pad(cpio, 4);
        cpio.writeBytes(content);
        pad(cpio, 4);
    }

    /** A gzip file that does not compress. */
    public static byte[] stored(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed) {
            {
                def.setLevel(Deflater.NO_COMPRESSION);
            }
        }) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** A signature header with this as the OpenPGP signature over the main header. */
    public static byte[] signedWith(byte[] packets) {
        return header(Map.of(268, packets));
    }

    public static byte[] of(byte[] signature, byte[] header, byte[] payload) {
        ByteArrayOutputStream rpm = new ByteArrayOutputStream();
        rpm.writeBytes(ByteBuffer.allocate(96).putInt(0xedabeedb).array());
        rpm.writeBytes(signature);
        pad(rpm, 8);
        rpm.writeBytes(header);
        rpm.writeBytes(payload);
        return rpm.toByteArray();
    }

    private static byte[] header(Map<Integer, ?> tags) {
        ByteBuffer index = ByteBuffer.allocate(16 + 16 * tags.size());
        ByteArrayOutputStream store = new ByteArrayOutputStream();
        index.putLong(0x8eade80100000000L).putInt(tags.size()).putInt(0);
        new TreeMap<>(tags).forEach((tag, value) -> {
            int offset;
            switch (value) {
                case String text -> {
                    offset = store.size();
                    store.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
                    index.putInt(tag).putInt(6).putInt(offset).putInt(1);
                }
                case String[] texts -> {
                    offset = store.size();
                    for (String text : texts) {
                        store.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
                    }
                    index.putInt(tag).putInt(8).putInt(offset).putInt(texts.length);
                }
                case int[] numbers -> {
                    pad(store, 4);
                    offset = store.size();
                    for (int number : numbers) {
                        store.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
                    }
                    index.putInt(tag).putInt(4).putInt(offset).putInt(numbers.length);
                }
                case short[] numbers -> {
                    pad(store, 2);
                    offset = store.size();
                    for (short number : numbers) {
                        store.writeBytes(ByteBuffer.allocate(2).putShort(number).array());
                    }
                    index.putInt(tag).putInt(3).putInt(offset).putInt(numbers.length);
                }
                case byte[] binary -> {
                    offset = store.size();
                    store.writeBytes(binary);
                    index.putInt(tag).putInt(7).putInt(offset).putInt(binary.length);
                }
                default -> throw new IllegalArgumentException(value.toString());
            }
        });
        index.putInt(12, store.size());
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(index.array());
        header.writeBytes(store.toByteArray());
        return header.toByteArray();
    }

    private static short[] shorts(int[] numbers) {
        short[] shorts = new short[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            shorts[i] = (short) numbers[i];
        }
        return shorts;
    }

    private static void pad(ByteArrayOutputStream out, int to) {
        while (out.size() % to != 0) {
            out.write(0);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
