/** A disk as an installer would make it, from a candidate's own files, without a mount or a loop device. */
package io.kernelgraft.verifier.disk;
