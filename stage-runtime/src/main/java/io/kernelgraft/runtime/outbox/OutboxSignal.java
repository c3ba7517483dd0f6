package io.kernelgraft.runtime.outbox;

import io.kernelgraft.runtime.loop.Signal;
import jakarta.inject.Singleton;

/** Says that the outbox has something new. */
@Singleton
class OutboxSignal extends Signal {}
