/** The lab's commands. */
package io.kernelgraft.lab.command;
