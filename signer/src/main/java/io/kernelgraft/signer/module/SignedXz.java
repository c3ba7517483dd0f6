package io.kernelgraft.signer.module;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.signer.module.ModuleSignature.BadSignature;
import io.kernelgraft.signer.module.ModuleSignature.Found;
import io.kernelgraft.signer.module.XzStream.Blocks;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/**
 * An xz stream to which a signature was appended, and how its bytes are checked afterwards without decompressing all of
 * them once more: its blocks must be, by SHA-256, the very bytes whose decompressed form was hashed when it was signed,
 * and what is behind them must be an xz stream's sound end that holds a valid signature over that hash.
 *
 * @param blocks of the stream before
 * @param blocksSha256 of everything up to their end, taken of the bytes that the decompressor was given
 * @param contentSha256 of what it made of them
 */
record SignedXz(Blocks blocks, byte[] blocksSha256, byte[] contentSha256) {
    private static final int BUFFER = 64 * 1024;
    /** One block with a trailer, and an index. */
    private static final int MAX_END = 2 * 1024 * 1024;

    /** The stream before it is signed: while it is decompressed, both sides are hashed. */
    static final class Original {
        private final Path file;
        private final Blocks blocks;
        private final MessageDigest content = sha256();
        private BlocksHashed raw;

        Original(Path file, Blocks blocks) {
            this.file = file;
            this.blocks = blocks;
        }

        /** Once. */
        InputStream decompress() throws IOException {
            raw = new BlocksHashed(Files.newInputStream(file), blocks.end());
            InputStream decompressed = Compression.XZ.decompress(new BufferedInputStream(raw, BUFFER));
            return new DigestInputStream(decompressed, content);
        }

        /** To be called when the decompressed bytes have been read to their end, which is when the file was, too. */
        SignedXz signed() {
            return new SignedXz(blocks, raw.hash.digest(), content.digest());
        }
    }

    /**
     * @param in the signed file's bytes, closed by the caller
     * @throws StageFailure INTERNAL {@code SIGNATURE_INVALID}
     */
    void verify(InputStream in, String name, X509Certificate certificate) {
        try {
            byte[] header = requireBlocks(in);
            byte[] end = in.readNBytes(MAX_END);
            byte[] appended = new XzEnd(header, blocks.end(), end).blockAfter(blocks);
            Found found = ModuleSignature.last(appended);
            if (found.length() != appended.length) {
                throw new BadSignature("there is more than a signature in the block behind its own");
            }
            found.signature().requireOver(contentSha256, certificate);
        } catch (BadSignature e) {
            throw invalid(name, e.getMessage());
        } catch (IOException e) {
            throw invalid(name, "its end is no xz stream's: " + e.getMessage());
        }
    }

    private byte[] requireBlocks(InputStream in) throws IOException, BadSignature {
        byte[] header = in.readNBytes(XzStream.HEADER);
        MessageDigest hash = sha256();
        hash.update(header);
        byte[] buffer = new byte[BUFFER];
        long left = blocks.end() - header.length;
        for (int read = 1; left > 0 && read > 0; left -= read) {
            read = Math.max(0, in.read(buffer, 0, (int) Math.min(left, BUFFER)));
            hash.update(buffer, 0, read);
        }
        if (!Arrays.equals(hash.digest(), blocksSha256)) {
            throw new BadSignature("its own blocks are not those that were signed");
        }
        return header;
    }

    private static StageFailure invalid(String name, String message) {
        return new StageFailure(FailureKind.INTERNAL, "SIGNATURE_INVALID", "module " + name + ": " + message);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Hashes what passes through, up to the end of the blocks. */
    private static final class BlocksHashed extends FilterInputStream {
        private final MessageDigest hash = sha256();
        private long left;

        BlocksHashed(InputStream in, long bytes) {
            super(in);
            left = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            int hashed = (int) Math.min(Math.max(0, read), left);
            hash.update(bytes, offset, hashed);
            left -= hashed;
            return read;
        }

        /** What is skipped would not be hashed. */
        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, BUFFER)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
