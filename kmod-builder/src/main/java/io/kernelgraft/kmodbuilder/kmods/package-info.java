/** The stage "kmods": from a rebuild's kernel to the RPMs of its line's out-of-tree modules. */
package io.kernelgraft.kmodbuilder.kmods;
