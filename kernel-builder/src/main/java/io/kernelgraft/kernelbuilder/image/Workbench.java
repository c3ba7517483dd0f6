package io.kernelgraft.kernelbuilder.image;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.kernelbuilder.recipe.Recipe;
import io.kernelgraft.runtime.container.Buildah;
import io.kernelgraft.runtime.container.ContainerCall;
import io.kernelgraft.runtime.container.RootTree;
import io.kernelgraft.runtime.container.WorkingContainer;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The image that one attempt works on: a container, without network, with scratch directories and a recipe. */
public final class Workbench implements AutoCloseable {
    /** Reads the image's files. */
    @FunctionalInterface
    public interface Question<T> {
        T of(RootTree image) throws IOException;
    }

    /** Changes the image's files. */
    @FunctionalInterface
    public interface Change {
        void on(RootTree image) throws IOException;
    }

    private final WorkingContainer container;
    private final RootTree image;
    private final Scratch scratch;
    private final Recipe recipe;
    private final Map<String, Path> shown = new TreeMap<>();
    private final Instant created;

    private Workbench(WorkingContainer container, RootTree image, Scratch scratch, Instant created) {
        this.container = container;
        this.image = image;
        this.scratch = scratch;
        this.created = created;
        this.recipe = new Recipe(created);
    }

    /** @param from the image to begin with, pinned */
    public static Workbench open(StageContext context, Buildah buildah, ImageReference from)
            throws InterruptedException {
        WorkingContainer container = buildah.from(context.tools(), from);
        try {
            RootTree image = container.mount();
            Scratch scratch =
                    new Scratch(Files.createDirectories(context.workspace().resolve("scratch")), image);
            Workbench bench =
                    new Workbench(container, image, scratch, context.rebuild().requestedAt());
            bench.recipe.from(from);
            scratch.tell(bench.recipe);
            return bench;
        } catch (IOException e) {
            container.close();
            throw unwritable(e);
        } catch (RuntimeException | InterruptedException e) {
            container.close();
            throw e;
        }
    }

    /**
     * Shows a file or directory of the workspace in every later run, in place of what the image has there. In the recipe
     * it has the same name.
     */
    public void show(Path host, String inside) {
        shown.put(inside, host);
        recipe.shown(host.getFileName().toString(), inside, false);
    }

    /** Runs a program inside. Its clock for what it writes is the rebuild's, so that a retry writes the same. */
    public ToolResult run(ToolCall tool) throws InterruptedException {
        ToolCall dated = tool.with("SOURCE_DATE_EPOCH", Long.toString(created.getEpochSecond()));
        ContainerCall call = ContainerCall.of(dated);
        for (Map.Entry<String, Path> each : shown.entrySet()) {
            call = call.showing(each.getValue(), each.getKey());
        }
        recipe.ran(dated.with("LC_ALL", "C.UTF-8").environment(), tool.argv());
        return container.run(scratch.under(call));
    }

    /** Runs a program that only looks, which the recipe leaves out. */
    public ToolResult look(ToolCall tool) throws InterruptedException {
        return container.run(scratch.under(ContainerCall.of(tool)));
    }

    /** Reads files of the image from outside; a failing disk is a TRANSIENT failure. */
    public <T> T ask(Question<T> question) {
        try {
            return question.of(image);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Changes files of the image from outside.
     *
     * @param what for the recipe's reader
     * @param command what does the same in a shell, for the recipe
     */
    public void change(String what, String command, Change change) {
        recipe.did(what, command);
        touch(change);
    }

    /**
     * Writes a file that everybody may read.
     *
     * @param path absolute, inside the image; missing directories are made
     * @param text of ours, without single quotes, backslashes and percent signs
     */
    public void write(String what, String path, String text) {
        String directory = path.substring(0, path.lastIndexOf('/'));
        String command = "mkdir -p " + directory + " && printf '" + text.replace("\n", "\\n") + "' > " + path;
        change(what, command, image -> {
            Path file = image.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        });
    }

    /** Changes files of the image from outside; what the recipe says to it is the caller's business. */
    public void touch(Change change) {
        ask(tree -> {
            change.on(tree);
            return null;
        });
    }

    public void label(Map<String, String> labels) throws InterruptedException {
        recipe.label(labels);
        container.label(labels);
    }

    /** Pushes the image as it is now, once. */
    public ImageReference push(ImageReference target) throws InterruptedException {
        // A builder removes the mount points that it made by itself.
        touch(scratch::leaveNoTrace);
        return container.commitAndPush(target, created);
    }

    public Recipe recipe() {
        return recipe;
    }

    @Override
    public void close() {
        container.close();
    }

    private static StageFailure unwritable(IOException e) {
        return new StageFailure(FailureKind.TRANSIENT, "IMAGE_FILES_UNWRITABLE", "in the image's files: " + e, e);
    }
}
