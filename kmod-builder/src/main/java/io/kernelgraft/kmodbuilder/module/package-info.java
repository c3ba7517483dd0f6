/** Kernel modules as files: where they lie in an RPM and what they say about themselves. */
package io.kernelgraft.kmodbuilder.module;
