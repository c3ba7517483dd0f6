package io.kernelgraft.runtime.testing;

import io.kernelgraft.contract.event.CandidateSealed;
import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.ImageSwapped;
import io.kernelgraft.contract.event.PayloadSigned;
import io.kernelgraft.runtime.stage.Outcome;
import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageContext;
import io.kernelgraft.runtime.stage.StageInput;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stage with three inputs, as seal has; a test says how its attempts for a rebuild end. */
@ApplicationScoped
public class ScriptedStage implements Stage {
    /** What one attempt does. */
    public interface Step {
        Outcome run(StageContext context) throws InterruptedException;
    }

    public final List<String> attempts = new CopyOnWriteArrayList<>();
    private final Map<String, List<Step>> scripts = new ConcurrentHashMap<>();

    /** The last step is repeated. */
    public void script(String rebuildId, Step... steps) {
        scripts.put(rebuildId, List.of(steps));
    }

    public static Outcome seal(StageContext context) {
        return Outcome.completed(new CandidateSealed(
                context.rebuild(), context.input(ImageSwapped.class).image(), List.of()));
    }

    public long attemptsOf(String rebuildId) {
        return attempts.stream().filter(rebuildId::equals).count();
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Set<StageInput> inputs() {
        return Set.of(
                StageInput.of(EventType.IMAGE_SWAPPED),
                StageInput.of(EventType.PAYLOAD_SIGNED, PayloadSigned.Payload.KERNEL.wireName()),
                StageInput.of(EventType.PAYLOAD_SIGNED, PayloadSigned.Payload.KMODS.wireName()));
    }

    @Override
    public Outcome run(StageContext context) throws InterruptedException {
        attempts.add(context.rebuild().id());
        List<Step> steps = scripts.getOrDefault(context.rebuild().id(), List.of(ScriptedStage::seal));
        return steps.get(Math.min(context.attempt(), steps.size()) - 1).run(context);
    }
}
