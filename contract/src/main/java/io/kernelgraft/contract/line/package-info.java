/** The line file: what one image line declares, and the reader that refuses a wrong one with file, line and column. */
package io.kernelgraft.contract.line;
