/** A COPR's API v3: what was built for a chroot. */
package io.kernelgraft.watcher.copr;
