/** Events of whole rebuilds, as the services would send them. */
package io.kernelgraft.console.testing;
