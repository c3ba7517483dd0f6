/** Kmods that were built before, by what they were built from. */
package io.kernelgraft.kmodbuilder.cache;
