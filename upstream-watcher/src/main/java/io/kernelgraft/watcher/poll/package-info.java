/** Looks at every source again and again. */
package io.kernelgraft.watcher.poll;
