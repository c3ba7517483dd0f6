package io.kernelgraft.signer.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The most that was alive in the heap after any garbage collection since this was made. */
final class HeapPeak {
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    private final AtomicLong alive = new AtomicLong();

    HeapPeak() {
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener((notification, handback) -> seen(notification.getUserData()), null, null);
        }
    }

    private void seen(Object data) {
        GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from((CompositeData) data);
        long used = pools.stream()
                .mapToLong(pool -> info.getGcInfo()
                        .getMemoryUsageAfterGc()
                        .get(pool.getName())
                        .getUsed())
                .sum();
        alive.accumulateAndGet(used, Math::max);
    }

    double aliveMiB() {
        return alive.get() / 1048576.0;
    }

    /** Each pool's peak, garbage included, all of them together: what the heap can't have exceeded at any time. */
    double usedMiB() {
        return pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / 1048576.0;
    }
}
