/** Signs what Secure Boot checks; the only service that can read a private key, and it runs no external program. */
package io.kernelgraft.signer;
