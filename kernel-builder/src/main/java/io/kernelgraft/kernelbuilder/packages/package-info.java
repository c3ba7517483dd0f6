/** Packages of the image: dnf, what rpm says is installed, and whether a change was exactly the planned one. */
package io.kernelgraft.kernelbuilder.packages;
