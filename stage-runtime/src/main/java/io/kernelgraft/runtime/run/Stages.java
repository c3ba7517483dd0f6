package io.kernelgraft.runtime.run;

import io.kernelgraft.runtime.stage.Stage;
import io.kernelgraft.runtime.stage.StageInput;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The stages that this service contributes. */
@ApplicationScoped
class Stages {
    private final List<Stage> stages;

    Stages(@All List<Stage> stages) {
        this.stages = stages;
    }

    List<Stage> waitingFor(StageInput input) {
        return stages.stream().filter(stage -> stage.inputs().contains(input)).toList();
    }

    Stage named(String name) {
        return stages.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this service has no stage '" + name + "'"));
    }

    List<String> names() {
        return stages.stream().map(Stage::name).toList();
    }
}
