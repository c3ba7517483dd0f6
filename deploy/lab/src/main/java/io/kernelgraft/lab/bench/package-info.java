/** Figures that have a bound, measured on a real lab. */
package io.kernelgraft.lab.bench;
