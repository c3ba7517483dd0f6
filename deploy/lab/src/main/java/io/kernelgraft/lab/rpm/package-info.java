/** Small real RPMs for tests, made and signed by rpm's own tools. */
package io.kernelgraft.lab.rpm;
