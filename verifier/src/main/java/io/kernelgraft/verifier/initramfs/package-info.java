/** What is inside an initramfs: cpio archives one behind the other, the last of them compressed. */
package io.kernelgraft.verifier.initramfs;
