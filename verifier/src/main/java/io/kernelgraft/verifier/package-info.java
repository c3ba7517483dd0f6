/** The verifier service: looks at a candidate's digest, then boots it. */
package io.kernelgraft.verifier;
