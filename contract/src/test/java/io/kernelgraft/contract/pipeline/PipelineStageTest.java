package io.kernelgraft.contract.pipeline;

import static io.kernelgraft.contract.pipeline.PipelineStage.KMODS;
import static io.kernelgraft.contract.pipeline.PipelineStage.SEAL;
import static io.kernelgraft.contract.pipeline.PipelineStage.SIGN_KERNEL;
import static io.kernelgraft.contract.pipeline.PipelineStage.SIGN_KMODS;
import static io.kernelgraft.contract.pipeline.PipelineStage.SWAP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineStageTest {
    @Test
    void shouldStartSwapKernelSigningAndKmodsTogether() {
        // When
        List<PipelineStage> first = Arrays.stream(PipelineStage.values())
                .filter(stage -> stage.needs().isEmpty())
                .toList();

        // Then
        assertThat(first).containsExactly(SWAP, SIGN_KERNEL, KMODS);
        assertThat(SEAL.needs()).containsExactly(SWAP, SIGN_KERNEL, SIGN_KMODS);
    }

    @Test
    void shouldFindAStageByTheNameInEvents() {
        // When, Then
        assertThat(PipelineStage.of("sign-kmods")).contains(SIGN_KMODS);
        assertThat(PipelineStage.of("SIGN_KMODS")).isEmpty();
    }
}
