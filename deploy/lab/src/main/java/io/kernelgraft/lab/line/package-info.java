/** The line that the lab brings up to date. */
package io.kernelgraft.lab.line;
