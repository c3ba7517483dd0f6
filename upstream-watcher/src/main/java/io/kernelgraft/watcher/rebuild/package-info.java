/** Asks for the rebuild of each line that a release, its userland or the line file makes due. */
package io.kernelgraft.watcher.rebuild;
