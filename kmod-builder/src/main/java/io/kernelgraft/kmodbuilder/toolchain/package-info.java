/** The container that kmods are compiled in, and the compiler the kernel asks for. */
package io.kernelgraft.kmodbuilder.toolchain;
