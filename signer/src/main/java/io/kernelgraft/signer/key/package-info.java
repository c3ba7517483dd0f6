/** Finds the key a line names and refuses it unless everything about it is right. */
package io.kernelgraft.signer.key;
