/** RPM repositories: their metadata, and their packages on the way into a workspace. */
package io.kernelgraft.runtime.repository;
