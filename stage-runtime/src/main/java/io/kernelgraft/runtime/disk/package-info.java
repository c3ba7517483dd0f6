/** How a full disk is recognised, and how much is free where. */
package io.kernelgraft.runtime.disk;
