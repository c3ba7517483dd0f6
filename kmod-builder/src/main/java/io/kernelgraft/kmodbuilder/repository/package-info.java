/** Package repositories as the build container sees them: our .repo file, dnf, and what dnf says when it fails. */
package io.kernelgraft.kmodbuilder.repository;
