/** A COPR look-alike: the API paths and the RPM repositories of the real one, and faults that can be switched on. */
package io.kernelgraft.lab.copr;
