/** Each result is attested by the service that made it; what a stage is given is believed for its attestation alone. */
package io.kernelgraft.runtime.attestation;
