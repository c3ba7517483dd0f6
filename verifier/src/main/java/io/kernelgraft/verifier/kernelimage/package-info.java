/** The kernel image vmlinuz: its version string and its Authenticode signatures. */
package io.kernelgraft.verifier.kernelimage;
