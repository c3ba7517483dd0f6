/** Plain kmod sources: a tarball or a git commit, pinned by the line, as a directory; and their build without akmods. */
package io.kernelgraft.kmodbuilder.source;
