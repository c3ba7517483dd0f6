/** Kernel modules as files: compression, the signature at their end, and what their modinfo says. */
package io.kernelgraft.verifier.module;
