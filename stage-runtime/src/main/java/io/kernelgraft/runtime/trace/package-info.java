/** One trace from a kernel's release to its promotion. */
package io.kernelgraft.runtime.trace;
