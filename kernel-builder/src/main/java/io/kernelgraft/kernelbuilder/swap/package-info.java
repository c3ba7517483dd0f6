/** The swap: stock kernel out, exactly the snapshot's kernel in (handbook 3.2). */
package io.kernelgraft.kernelbuilder.swap;
