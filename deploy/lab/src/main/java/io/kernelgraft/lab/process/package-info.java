/** Child processes that never outlive the one that started them. */
package io.kernelgraft.lab.process;
