/** What an image ships for its machine, tried in a machine. */
package io.kernelgraft.verifier.shipped;
