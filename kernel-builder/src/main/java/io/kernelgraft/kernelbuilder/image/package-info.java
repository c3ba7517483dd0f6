/** The image being worked on: its container, its files, what was done to it. */
package io.kernelgraft.kernelbuilder.image;
