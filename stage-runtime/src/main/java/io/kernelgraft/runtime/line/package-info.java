/** The line files this service was given. */
package io.kernelgraft.runtime.line;
