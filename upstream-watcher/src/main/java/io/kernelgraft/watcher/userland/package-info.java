/** What a line takes from siblings of its kernel's project, kept as snapshots like the kernel itself. */
package io.kernelgraft.watcher.userland;
