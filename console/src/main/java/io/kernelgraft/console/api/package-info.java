/** The read model as JSON, and how errors are said. */
package io.kernelgraft.console.api;
