/** Signature batches, as the signer's audit tells them. */
package io.kernelgraft.console.signature;
