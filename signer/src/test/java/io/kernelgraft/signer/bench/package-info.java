/** How fast the signer is, and in how little memory, beside what people use: {@code make bench B=sign}. */
package io.kernelgraft.signer.bench;
