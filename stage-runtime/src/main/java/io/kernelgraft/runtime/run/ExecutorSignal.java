package io.kernelgraft.runtime.run;

import io.kernelgraft.runtime.loop.Signal;
import jakarta.inject.Singleton;

/** Says that a run became ready or a worker free. */
@Singleton
class ExecutorSignal extends Signal {}
