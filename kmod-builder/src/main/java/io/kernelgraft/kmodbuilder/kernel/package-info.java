/** The kernel release that kmods are built for: which of its packages that takes, and fetching them. */
package io.kernelgraft.kmodbuilder.kernel;
