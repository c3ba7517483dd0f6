/** From a finished build to a checked, stored and announced kernel release. */
package io.kernelgraft.watcher.release;
