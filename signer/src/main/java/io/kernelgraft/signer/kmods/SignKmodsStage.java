package io.kernelgraft.signer.kmods;

import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.KmodsBuilt;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.contract.event.PayloadSigned.Payload;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.runtime.registry.Registry;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageInput;
import io.kernelgraft.signer.key.SigningKey;
import io.kernelgraft.signer.key.SigningKeys;
import io.kernelgraft.signer.layer.SignedLayer;
import io.kernelgraft.signer.layer.UnsignedFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Signs the out-of-tree modules that the line lists and kmod-builder built; a line without any gets an empty layer. */
@ApplicationScoped
public class SignKmodsStage implements Stage {
    private final SigningKeys keys;
    private final Registry registry;
    private final SignedLayer layer;

    public SignKmodsStage(SigningKeys keys, Registry registry, SignedLayer layer) {
        this.keys = keys;
        this.registry = registry;
        this.layer = layer;
    }

    @Override
    public String name() {
        return "sign-kmods";
    }

    @Override
    public Set<StageInput> inputs() {
        return Set.of(StageInput.of(EventType.KMODS_BUILT));
    }

    @Override
    public Outcome run(StageContext context) throws InterruptedException {
        try {
            return Outcome.completed(sign(context));
        } catch (IOException e) {
            // Everything from outside has a reason of its own; what is left is the workspace's disk.
            return Outcome.failed(
                    FailureKind.TRANSIENT, "WORKSPACE_FAILED", "signing the kmods failed in the workspace: " + e);
        }
    }

    private PayloadSigned sign(StageContext context) throws IOException, InterruptedException {
        KmodsBuilt built = context.input(KmodsBuilt.class);
        SigningKey key = keys.open(context.line().signing().current());
        List<UnsignedFile> files = new KmodRpms(registry, context).unpack(built);
        ImageReference pushed = layer.push(context, files, key);
        return new PayloadSigned(
                context.rebuild(),
                Payload.KMODS,
                pushed,
                files.size(),
                key.certificateSha256(),
                built.kmods(),
                built.artifact());
    }
}
