/** What waits for a person. */
package io.kernelgraft.console.attention;
