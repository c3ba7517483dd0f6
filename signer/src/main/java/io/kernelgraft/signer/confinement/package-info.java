/** What the signer takes away from itself before it reads a key: subprocesses, new privileges, dumps of its memory. */
package io.kernelgraft.signer.confinement;
