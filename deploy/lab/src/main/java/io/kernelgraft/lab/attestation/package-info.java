/** The services' own keys, and events made by hand that carry the right service's word. */
package io.kernelgraft.lab.attestation;
