/** Every parser of the signer against bytes that nobody has packed; a few in the unit tests, ten million by {@code make bench B=fuzz}. */
package io.kernelgraft.signer.fuzz;
