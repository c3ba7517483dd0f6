/** What must be on the machine, and what is made of its packages. */
package io.kernelgraft.lab.host;
