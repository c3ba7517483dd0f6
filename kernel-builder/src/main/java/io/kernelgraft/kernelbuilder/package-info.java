/** Replaces the kernel of an atomic image (swap) and finishes the image with what was signed (seal). */
package io.kernelgraft.kernelbuilder;
