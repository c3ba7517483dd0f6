/** The service that builds out-of-tree modules against a kernel release. */
package io.kernelgraft.kmodbuilder;
