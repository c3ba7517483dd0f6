/** A pushed image as one tree of files, merged from its layers without mounting or unpacking it. */
package io.kernelgraft.verifier.image;
