package io.kernelgraft.kmodbuilder.kmods;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several pieces of work at a time, none of which outlives the call: the first that throws ends the others. */
final class InParallel {
    private InParallel() {}

    /**
     * @param limit how many at a time
     * @return what they returned, in the order of the work
     * @throws InterruptedException after all of them have ended
     */
    static <T> List<T> run(int limit, List<? extends Callable<T>> work) throws InterruptedException {
        List<Future<T>> running = new ArrayList<>();
        // Closing it waits for the end of all.
        try (ExecutorService threads = Executors.newFixedThreadPool(
                limit, Thread.ofVirtual().name("kmod-", 0).factory())) {
            ExecutorCompletionService<T> ended = new ExecutorCompletionService<>(threads);
            work.forEach(piece -> running.add(ended.submit(piece::call)));
            try {
                for (int i = 0; i < work.size(); i++) {
                    ended.take().get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw thrown(e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
        return running.stream().map(Future::resultNow).toList();
    }

    private static RuntimeException thrown(Throwable cause) throws InterruptedException {
        switch (cause) {
            case RuntimeException e -> throw e;
            case InterruptedException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(cause);
        }
    }
}
