/** Opening what may be compressed, told by its first bytes and not by its name. */
package io.kernelgraft.verifier.compression;
