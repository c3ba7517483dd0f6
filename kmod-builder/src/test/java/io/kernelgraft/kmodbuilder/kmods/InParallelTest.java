package io.kernelgraft.kmodbuilder.kmods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InParallelTest {
    @Test
    void shouldReturnResultsInTheOrderOfTheWork() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        List<Callable<String>> work = List.of(
                () -> {
                    together.await(5, TimeUnit.SECONDS);
                    Thread.sleep(20);
                    return "first";
                },
                () -> {
                    together.await(5, TimeUnit.SECONDS);
                    return "second";
                });

        assertThat(InParallel.run(2, work)).containsExactly("first", "second");
    }

    @Test
    void shouldKeepTheLimit() throws Exception {
        AtomicInteger now = new AtomicInteger();
        List<Callable<Integer>> work = IntStream.range(0, 6)
                .<Callable<Integer>>mapToObj(i -> () -> {
                    int atOnce = now.incrementAndGet();
                    Thread.sleep(5);
                    now.decrementAndGet();
                    return atOnce;
                })
                .toList();

        assertThat(InParallel.run(2, work)).hasSize(6).allMatch(atOnce -> atOnce <= 2);
    }

    @Test
    void shouldEndTheOthersBeforeItPassesAFailureOn() {
        StageFailure outage = new StageFailure(FailureKind.TRANSIENT, "REPOSITORY_UNAVAILABLE", "gone");
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        List<Callable<String>> work = List.of(
                () -> {
                    started.countDown();
                    try {
                        Thread.sleep(60_000);
                    } finally {
                        ended.set(true);
                    }
                    return "late";
                },
                () -> {
                    started.await();
                    throw outage;
                });

        assertThatThrownBy(() -> InParallel.run(2, work)).isSameAs(outage);
        assertThat(ended).isTrue();
    }

    @Test
    void shouldEndAllWhenTheAttemptIsInterrupted() {
        AtomicInteger ended = new AtomicInteger();
        Thread attempt = Thread.currentThread();
        Callable<String> endless = () -> {
            try {
                Thread.sleep(60_000);
            } finally {
                ended.incrementAndGet();
            }
            return "late";
        };
        Callable<String> cancels = () -> {
            attempt.interrupt();
            return endless.call();
        };

        assertThatThrownBy(() -> InParallel.run(2, List.of(endless, cancels))).isInstanceOf(InterruptedException.class);
        assertThat(ended).hasPositiveValue();
    }
}
