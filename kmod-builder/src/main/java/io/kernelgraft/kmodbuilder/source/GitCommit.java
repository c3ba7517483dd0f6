package io.kernelgraft.kmodbuilder.source;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import io.kernelgraft.runtime.tool.ToolRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A commit of a git repository as a tarball. Nothing is checked out, so nothing of the repository's runs here (no hook, no
 * filter, no submodule), and its files and links go the way of any tarball's. git compares every object with its id.
 */
final class GitCommit {
    /** git makes no file larger than that: a small pack can have very much in it. */
    private static final long MOST_BYTES = 2L << 30;

    /** git's words for an answer of 404. */
    private static final Pattern NO_REPOSITORY = Pattern.compile("^fatal: repository '.*' not found$");

    private final ToolRunner tools;
    private final Duration deadline;

    /** @param deadline for one call of git */
    GitCommit(ToolRunner tools, Duration deadline) {
        this.tools = tools;
        this.deadline = deadline;
    }

    /**
     * One try.
     *
     * @param commit full id, 40 hex digits or 64
     * @param directory is made here, for repository and tarball
     * @throws UnusableSource if there is no repository, it has no such commit, or there is no tarball of it
     * @throws StageFailure TRANSIENT {@code UPSTREAM_UNAVAILABLE} with git's own words
     */
    Path archive(String url, String commit, Path directory) throws IOException, InterruptedException {
        Path repository = Files.createDirectories(directory).resolve("repository");
        git(
                        repository,
                        "init",
                        "--quiet",
                        "--bare",
                        "--template=",
                        "--object-format=" + (commit.length() == 64 ? "sha256" : "sha1"))
                .orFail(FailureKind.INTERNAL, "GIT_FAILED");
        fetch(repository, url, commit);
        ToolResult found =
                git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", commit + "^{commit}");
        if (!found.ok() || !found.stdout().strip().equals(commit)) {
            throw new UnusableSource(url + " has no commit " + commit);
        }
        // What the repository would rather leave out of an archive belongs to the commit all the same.
        Files.createDirectories(repository.resolve("info"));
        Files.writeString(repository.resolve("info/attributes"), "* -export-ignore -export-subst\n");
        Path tarball = directory.resolve("commit.tar");
        ToolResult archived = git(repository, "archive", "--format=tar", "--output=" + tarball, commit);
        if (!archived.ok()) {
            throw new UnusableSource(
                    "no tarball of commit " + commit + ": " + String.join(" | ", archived.lastLines(3)));
        }
        return tarball;
    }

    // The commit alone, where the server gives one by its id. Not all do, and over plain files none can: then all there
    // is.
    private void fetch(Path repository, String url, String commit) throws InterruptedException {
        if (git(repository, "fetch", "--quiet", "--no-tags", "--depth=1", "--", url, commit)
                .ok()) {
            return;
        }
        ToolResult all = git(
                repository,
                "fetch",
                "--quiet",
                "--no-tags",
                "--",
                url,
                "+refs/heads/*:refs/heads/*",
                "+refs/tags/*:refs/tags/*");
        if (!all.ok()) {
            if (all.tail().stream().anyMatch(NO_REPOSITORY.asPredicate())) {
                throw new UnusableSource("there is no git repository " + url);
            }
            throw new StageFailure(
                    FailureKind.TRANSIENT,
                    "UPSTREAM_UNAVAILABLE",
                    "git fetch " + url + ": " + String.join(" | ", all.lastLines(3)));
        }
    }

    /** Without the machine's and the user's configuration, without questions, and over HTTP alone. */
    private ToolResult git(Path repository, String... arguments) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("prlimit", "--fsize=" + MOST_BYTES + ":" + MOST_BYTES, "--"));
        argv.addAll(List.of("git", "--git-dir=" + repository, "-c", "credential.helper=", "-c", "core.autocrlf=false"));
        // Slower than that for half a minute is not there.
        argv.addAll(List.of("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=30"));
        argv.addAll(List.of(arguments));
        return tools.run(ToolCall.of("git-" + arguments[0], deadline, argv)
                .with("GIT_CONFIG_NOSYSTEM", "1")
                .with("GIT_CONFIG_GLOBAL", "/dev/null")
                .with("GIT_ATTR_NOSYSTEM", "1")
                .with("GIT_ALLOW_PROTOCOL", "http:https")
                .with("GIT_TERMINAL_PROMPT", "0")
                .with("GIT_ASKPASS", "true"));
    }
}
