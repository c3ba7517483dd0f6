package io.kernelgraft.signer.kernel;

import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.PayloadSigned.Payload;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.rpm.RpmFile;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageInput;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.SigningKeys;
import io.kernelgraft.signer.layer.SignedLayer;
import io.kernelgraft.signer.layer.UnsignedFile;
import io.kernelgraft.signer.module.KeptModule;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Signs vmlinuz and, where the line says so, every module of a release whose packages are signed with the key the line pins. */
@ApplicationScoped
public class SignKernelStage implements Stage {
    private final SigningKeys keys;
    private final Registry registry;
    private final SignedLayer layer;

    public SignKernelStage(SigningKeys keys, Registry registry, SignedLayer layer) {
        this.keys = keys;
        this.registry = registry;
        this.layer = layer;
    }

    @Override
    public String name() {
        return "sign-kernel";
    }

    @Override
    public Set<StageInput> inputs() {
        return Set.of(StageInput.of(EventType.REBUILD_REQUESTED));
    }

    @Override
    public Outcome run(StageContext context) throws InterruptedException {
        try {
            return Outcome.completed(sign(context));
        } catch (IOException e) {
            // Everything from outside has a reason of its own; what is left is the workspace's disk.
            return Outcome.failed(
                    FailureKind.TRANSIENT, "WORKSPACE_FAILED", "signing the kernel failed in the workspace: " + e);
        }
    }

    private PayloadSigned sign(StageContext context) throws IOException, InterruptedException {
        Rebuild rebuild = context.rebuild();
        LineFile line = context.line();
        // First of all, so that a missing key costs nothing and nothing is fetched for it.
        List<SigningKey> all = keys.all(line.signing());
        SigningKey key = all.getFirst();
        Path workspace = context.workspace();
        List<RpmFile> rpms =
                new SnapshotRpms(registry, workspace).fetch(rebuild.snapshot(), line.kernel(), context.progress());
        context.progress().report("Reading the kernel out of " + rpms.size() + " packages");
        KernelTree tree = KernelTree.extract(rpms, rebuild.kver(), workspace);
        KernelImage.read(tree.vmlinuz()).requireRelease(rebuild.kver());
        KernelConfig.read(tree.config()).requireMachineOwnerKeys();

        String prefix = "usr/lib/modules/" + rebuild.kver() + "/";
        Authenticode authenticode = new Authenticode(line.signing().existingSignatures(), all.subList(1, all.size()));
        List<UnsignedFile> files = new ArrayList<>();
        files.add(new UnsignedFile(prefix + "vmlinuz", tree.vmlinuz(), authenticode));
        for (UnsignedFile module : tree.modules()) {
            boolean signed = line.signing().modules().includes(module.path().substring(prefix.length()));
            files.add(signed ? module : new UnsignedFile(module.path(), module.file(), new KeptModule()));
        }
        ImageReference pushed = layer.push(context, files, key);
        return new PayloadSigned(
                rebuild, Payload.KERNEL, pushed, files.size(), key.certificateSha256(), List.of(), null);
    }
}
