/** Where a lab keeps its things, and on which ports it is reached. */
package io.kernelgraft.lab.home;
