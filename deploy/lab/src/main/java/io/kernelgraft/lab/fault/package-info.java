/** What can be broken in a lab, each as it was broken for somebody once: by tests, and by hand with {@code make break}. */
package io.kernelgraft.lab.fault;
