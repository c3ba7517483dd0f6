/** RPM packages as bytes: identity, file list, payload and OpenPGP signature, read without rpm and without running anything. */
package io.kernelgraft.runtime.rpm;
