/** What a kernel module says about itself. */
package io.kernelgraft.runtime.module;
