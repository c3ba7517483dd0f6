/** One kernel's way to {@code :stable}, watched live. */
package io.kernelgraft.lab.demo;
