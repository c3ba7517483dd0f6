/** The candidate: the sealed files, and the signer's layers on top of them as they are. */
package io.kernelgraft.kernelbuilder.candidate;
