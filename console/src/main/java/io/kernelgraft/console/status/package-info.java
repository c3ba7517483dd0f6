/** Where a rebuild and its stages stand, worked out from the facts. */
package io.kernelgraft.console.status;
