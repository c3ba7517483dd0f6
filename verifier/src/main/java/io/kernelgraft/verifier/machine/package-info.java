/** A PC to boot on: QEMU with Secure Boot firmware and a TPM. */
package io.kernelgraft.verifier.machine;
