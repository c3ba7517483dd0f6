/** The OCI layer that carries the signed files at their final paths. */
package io.kernelgraft.signer.layer;
