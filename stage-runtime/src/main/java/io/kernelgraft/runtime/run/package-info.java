/** Stage runs: collected inputs, leased claims, attempts, and how each attempt is settled. */
package io.kernelgraft.runtime.run;
