/** The lines, and what their tags name. */
package io.kernelgraft.console.line;
