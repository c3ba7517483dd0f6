package io.kernelgraft.watcher.poll;

import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.EventData;
import io.kernelgraft.contract.event.KernelReleased;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.event.RebuildRequested;
import io.kernelgraft.lab.testing.KafkaPeer;
import java.util.List;

/** What the watcher has told the others so far, by the kernel's version. */
final class Announcements implements AutoCloseable {
    private final KafkaPeer kafka = new KafkaPeer();

    List<KernelReleased> released(String version) {
        return events("kernel.released").stream()
                .map(KernelReleased.class::cast)
                .filter(released -> released.kernel().version().equals(version))
                .toList();
    }

    List<Rebuild> rebuilds(String version) {
        return requests(version).stream().map(RebuildRequested::rebuild).toList();
    }

    List<Rebuild> rebuilds(String version, String line) {
        return rebuilds(version).stream()
                .filter(rebuild -> rebuild.line().equals(line))
                .toList();
    }

    List<RebuildRequested> requests(String version) {
        return events("rebuild.requested").stream()
                .map(RebuildRequested.class::cast)
                .filter(requested -> requested.rebuild().kernel().version().equals(version))
                .toList();
    }

    private List<EventData> events(String topic) {
        return kafka.all(topic).stream()
                .map(record -> EventCodec.read(topic, KafkaPeer.headers(record), record.value())
                        .data())
                .toList();
    }

    @Override
    public void close() {
        kafka.close();
    }
}
