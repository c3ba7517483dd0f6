/** A fresh directory for each attempt. */
package io.kernelgraft.runtime.workspace;
