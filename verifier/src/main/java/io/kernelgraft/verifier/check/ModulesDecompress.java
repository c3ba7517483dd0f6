package io.kernelgraft.verifier.check;

import io.kernelgraft.verifier.compression.Decompression;
import io.kernelgraft.verifier.image.ImageView.FoundFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The kernel's own decompressor is built without CRC64, the check that xz writes unless told otherwise. */
final class ModulesDecompress implements Check {
    private static final int XZ_CHECK_AT = 7;
    private static final byte CRC32 = 1;

    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "modules-decompress",
                "every .ko.xz carries the one checksum (CRC32) that the kernel can check",
                "F22",
                "MODULE_NOT_DECOMPRESSIBLE");
    }

    @Override
    public Finding examine(Candidate candidate) throws IOException {
        List<String> problems = new ArrayList<>();
        int compressed = 0;
        for (FoundFile module : candidate.modules()) {
            byte[] start = start(module.file().content().orElse(null));
            if (Decompression.of(start) == Decompression.XZ) {
                compressed++;
                if (start[XZ_CHECK_AT] != CRC32) {
                    problems.add(module.path() + ": xz check " + start[XZ_CHECK_AT] + ", expected 1 (CRC32)");
                }
            }
        }
        return Finding.of(problems, compressed + " xz modules");
    }

    private static byte[] start(Path file) throws IOException {
        if (file == null) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(XZ_CHECK_AT + 1);
        }
    }
}
