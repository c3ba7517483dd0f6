/** What the signer takes out of RPMs; nothing else ever reaches a key. */
package io.kernelgraft.signer.rpm;
