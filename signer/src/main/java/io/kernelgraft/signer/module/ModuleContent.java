package io.kernelgraft.signer.module;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A module's decompressed bytes on their way through: they must be ELF, and no file may expand without bound. */
final class ModuleContent {
    /** Five times the largest module known, NVIDIA's open one, which has about 100 MB. */
    static final long MAX_BYTES = 512L * 1024 * 1024;

    private static final int BUFFER = 64 * 1024;
    private static final int ELF_MAGIC = 0x7f454c46;

    private final String name;
    private final long limit;

    ModuleContent(String name) {
        this(name, MAX_BYTES);
    }

    ModuleContent(String name, long limit) {
        this.name = name;
        this.limit = limit;
    }

    void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int read = in.readNBytes(buffer, 0, BUFFER);
        if (read < Integer.BYTES || ByteBuffer.wrap(buffer).getInt() != ELF_MAGIC) {
            throw failure("MODULE_NOT_ELF", "does not begin as an ELF file, expected \\x7fELF");
        }
        for (long total = read; read > 0; total += read) {
            if (total > limit) {
                throw failure("MODULE_TOO_LARGE", "expands to more than " + limit + " bytes");
            }
            out.write(buffer, 0, read);
            read = Math.max(0, in.read(buffer));
        }
    }

    StageFailure corrupt(IOException cause) {
        return failure("MODULE_CORRUPT", "can't be decompressed: " + describe(cause));
    }

    private static String describe(IOException cause) {
        String type = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? type : type + ": " + cause.getMessage();
    }

    private StageFailure failure(String reason, String message) {
        return new StageFailure(FailureKind.UPSTREAM, reason, "module " + name + " " + message);
    }
}
