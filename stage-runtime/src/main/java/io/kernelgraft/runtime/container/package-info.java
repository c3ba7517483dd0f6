/** Containers that a stage works in: buildah with chroot isolation, in a storage of the service's own. */
package io.kernelgraft.runtime.container;
