/** The seal: kmods, signed files, initramfs, labels, one push (handbook 3.3 and 3.4). */
package io.kernelgraft.kernelbuilder.seal;
