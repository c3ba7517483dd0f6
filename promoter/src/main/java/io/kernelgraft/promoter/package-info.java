/** Moves tags to what was verified; never builds. */
package io.kernelgraft.promoter;
