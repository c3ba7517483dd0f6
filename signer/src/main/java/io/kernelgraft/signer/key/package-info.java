/** Finds the keys a line names, in files or on PKCS#11 tokens, and refuses them unless everything about them is right. */
package io.kernelgraft.signer.key;
