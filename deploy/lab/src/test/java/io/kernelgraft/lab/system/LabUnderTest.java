package io.kernelgraft.lab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.StageFailed;
import io.kernelgraft.lab.events.EventFeed;
import io.kernelgraft.lab.home.LabHome;
import io.kernelgraft.lab.home.LabPorts;
import io.kernelgraft.lab.host.Requirements;
import io.kernelgraft.lab.registry.RegistryTag;
import io.kernelgraft.lab.service.LabService;
import io.kernelgraft.lab.supervisor.RunningLab;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A lab of the tests' own, beside a developer's and on the same assets, with everything it says. */
final class LabUnderTest implements AutoCloseable {
    static final Duration PIPELINE = Duration.ofMinutes(20);

    private final RunningLab lab;
    private final EventFeed feed;

    private LabUnderTest(RunningLab lab) {
        this.lab = lab;
        this.feed = EventFeed.open(lab.bootstrapServers());
    }

    /** Empty, with all services. */
    static LabUnderTest fresh() {
        return start(RunningLab.Options.all(true));
    }

    static LabUnderTest start(RunningLab.Options options) {
        LabHome home = LabHome.find();
        Optional<String> missing = Requirements.missing(home);
        assumeTrue(missing.isEmpty(), () -> "this machine has no lab: " + missing.orElseThrow());
        return new LabUnderTest(
                RunningLab.start(home.beside(".lab-st"), new LabPorts(28_080), options, System.out::println));
    }

    long publish(String kernel) {
        return lab.copr().publish(lab.home().releases().resolve(kernel));
    }

    /** Waits for an event; a stage that waits for a person ends the wait, unless that is the event. */
    <T extends EventData> T await(Class<T> type, Predicate<T> matches, Duration deadline) throws InterruptedException {
        Optional<EventData> found = feed.await(
                EventData.class,
                data -> type.isInstance(data) && matches.test(type.cast(data)) || isFinal(data),
                deadline);
        assertThat(found).as("%s within %s", type.getSimpleName(), deadline).isPresent();
        assertThat(found.get()).isInstanceOf(type);
        return type.cast(found.get());
    }

    <T extends EventData> T await(Class<T> type) throws InterruptedException {
        return await(type, data -> true, PIPELINE);
    }

    private static boolean isFinal(EventData data) {
        return data instanceof StageFailed failed && failed.retryAt() == null;
    }

    <T extends EventData> List<T> all(Class<T> type) {
        return feed.all(type);
    }

    /** The digest that a tag of the promoted repository names now, or {@code "nothing"}. */
    String tagged(String tag) {
        return new RegistryTag(lab.registryAccounts(), "lab/margine", tag).digest();
    }

    String tagged(String repository, String tag) {
        return new RegistryTag(lab.registryAccounts(), repository, tag).digest();
    }

    RunningLab lab() {
        return lab;
    }

    /** As {@code kill -9} does it. */
    void kill(LabService service) {
        ProcessHandle.of(lab.service(service).process().pid()).orElseThrow().destroyForcibly();
    }

    @Override
    public void close() {
        feed.close();
        lab.close();
    }
}
