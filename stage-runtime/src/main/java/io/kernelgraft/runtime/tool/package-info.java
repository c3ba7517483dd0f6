/** External programs: argv only, own deadline, whole process tree, every line kept. */
package io.kernelgraft.runtime.tool;
