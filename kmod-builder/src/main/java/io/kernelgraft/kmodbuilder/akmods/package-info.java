/** akmods: building one kmod from its akmod package, and telling from what it leaves whether that worked. */
package io.kernelgraft.kmodbuilder.akmods;
