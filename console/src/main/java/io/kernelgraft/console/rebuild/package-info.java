/** What is known of rebuilds, as the read model has it. */
package io.kernelgraft.console.rebuild;
