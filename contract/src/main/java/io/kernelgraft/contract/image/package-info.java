/** Values that name images, kernels and packages; each refuses what is not strictly its form. */
package io.kernelgraft.contract.image;
