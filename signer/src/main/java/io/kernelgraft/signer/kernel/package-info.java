/** Signs a kernel release: vmlinuz and every module of the snapshot's RPMs. */
package io.kernelgraft.signer.kernel;
