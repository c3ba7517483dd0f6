/** The kernel's module signature, and how it gets into a module file without recompressing it. */
package io.kernelgraft.signer.module;
