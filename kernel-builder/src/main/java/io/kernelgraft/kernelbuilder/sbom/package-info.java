/** What the finished image consists of, for people and scanners: the bill of materials and the package difference. */
package io.kernelgraft.kernelbuilder.sbom;
