package io.kernelgraft.signer.module;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.module.ModuleInfo;
import io.kernelgraft.runtime.module.ModuleInfo.NotAModule;
import io.kernelgraft.runtime.stage.StageFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel a module was built for. */
public final class ModuleKernel {
    private ModuleKernel() {}

    /**
     * @param name for messages; its ending tells the compression
     * @return vermagic's first word, for example {@code 7.2.0-cachyos1.fc44.x86_64}
     * @throws StageFailure UPSTREAM {@code MODULE_INFO_MISSING} if there is no vermagic, and the reasons of {@link
     *     SignedModule#sign}
     */
    public static String of(Path file, String name) throws IOException {
        Path elf = file.resolveSibling(file.getFileName() + ".elf");
        try {
            decompress(file, name, elf);
            try (FileChannel module = FileChannel.open(elf)) {
                return ModuleInfo.of(module.map(FileChannel.MapMode.READ_ONLY, 0, module.size()))
                        .kernel();
            }
        } catch (NotAModule e) {
            throw new StageFailure(
                    FailureKind.UPSTREAM, "MODULE_INFO_MISSING", "module " + name + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(elf);
        }
    }

    private static void decompress(Path file, String name, Path elf) throws IOException {
        ModuleContent content = new ModuleContent(name);
        Compression compression = Compression.ofFile(name).orElseThrow();
        try (InputStream in = compression.decompress(new BufferedInputStream(Files.newInputStream(file)));
                OutputStream out = Files.newOutputStream(elf)) {
            content.copy(in, out);
        } catch (IOException e) {
            throw content.corrupt(e);
        }
    }
}
