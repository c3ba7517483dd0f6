package io.kernelgraft.signer.layer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads that work off a list together; the first failure ends them all and is thrown here. */
final class Crew {
    private Crew() {}

    /** One thread's part: takes items until there is none. */
    interface Worker<T> {
        void workOff(Queue<T> items) throws IOException;
    }

    /** What is left of the list. */
    static final class Queue<T> {
        private final List<T> items;
        private final AtomicInteger next = new AtomicInteger();

        private Queue(List<T> items) {
            this.items = items;
        }

        /** Null when there is no more, and when the crew was told to stop. */
        T take() {
            int index = next.getAndIncrement();
            return index < items.size() && !Thread.currentThread().isInterrupted() ? items.get(index) : null;
        }
    }

    static <T> void workOff(List<T> items, int threads, Worker<T> worker) throws IOException, InterruptedException {
        Queue<T> queue = new Queue<>(items);
        ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("signer-", 1).factory());
        try {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(pool);
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(running.submit(() -> {
                    worker.workOff(queue);
                    return null;
                }));
            }
            for (int i = 0; i < all.size(); i++) {
                running.take().get();
            }
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            pool.shutdownNow();
            pool.close();
        }
    }

    private static RuntimeException rethrown(Throwable cause) throws IOException {
        return switch (cause) {
            case IOException e -> throw e;
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(cause);
        };
    }
}
