/** Threads that do one thing again and again, and what wakes them. */
package io.kernelgraft.runtime.loop;
