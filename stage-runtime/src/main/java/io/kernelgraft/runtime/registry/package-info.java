/** An OCI registry over HTTP: manifests, blobs, artifacts and referrers, every byte checked against its digest. */
package io.kernelgraft.runtime.registry;
