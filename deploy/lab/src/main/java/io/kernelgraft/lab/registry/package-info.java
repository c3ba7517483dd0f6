/** A real OCI registry of one's own. */
package io.kernelgraft.lab.registry;
