/** Booting a candidate once under Secure Boot, and what its console and the probe inside say about it. */
package io.kernelgraft.verifier.boot;
