/** Which swaps were done before. */
package io.kernelgraft.kernelbuilder.known;
