/** What a service says of its output: an in-toto statement in a DSSE envelope, under the service's own Ed25519 key. */
package io.kernelgraft.contract.attestation;
