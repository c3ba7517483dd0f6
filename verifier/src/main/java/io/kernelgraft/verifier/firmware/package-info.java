/** The firmware that a test machine starts with: OVMF, and a copy of its variables with the line's MOK enrolled. */
package io.kernelgraft.verifier.firmware;
