package io.kernelgraft.signer.bench;

import io.kernelgraft.signer.module.TestModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What the handbook's kind of script does with each module: decompress, sign-file, compress anew. */
final class ShellLoop {
    private static final String SCRIPT = """
            set -e
            key=$1 cert=$2; shift 2
            for module; do
                xz -dc "$module" >$$.ko
                %s sha256 "$key" "$cert" $$.ko
                xz --check=crc32 --lzma2=dict=1MiB -f $$.ko
            done
            rm -f $$.ko.xz
            """;

    private final Path work;
    private final Path key;
    private final Path certificate;

    ShellLoop(Path work, Path key, Path certificate) throws IOException {
        this.work = work;
        this.key = key;
        this.certificate = certificate;
        Files.writeString(work.resolve("loop"), SCRIPT.formatted(TestModules.SIGN_FILE));
    }

    /** @return seconds */
    double run(List<Path> modules, int processes) throws IOException, InterruptedException {
        Path list = Files.writeString(
                work.resolve("modules"),
                modules.stream().map(Path::toString).collect(Collectors.joining("\n", "", "\n")));
        // Twenty at a time in both, so that the two differ in -P alone.
        List<String> argv = List.of(
                "xargs", "-P", "" + processes, "-n", "20", "sh", "loop", key.toString(), certificate.toString());
        long start = System.nanoTime();
        Process process = new ProcessBuilder(argv)
                .directory(work.toFile())
                .redirectInput(list.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(argv + " ended with " + process.exitValue());
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
