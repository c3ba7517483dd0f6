/** Images, keys and attempts made for tests. */
package io.kernelgraft.verifier.testing;
