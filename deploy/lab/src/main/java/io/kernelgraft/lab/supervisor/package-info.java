/** One process owns everything of a lab, and nothing of it outlives that process. */
package io.kernelgraft.lab.supervisor;
