/** Signs the out-of-tree modules that the line lists. */
package io.kernelgraft.signer.kmods;
