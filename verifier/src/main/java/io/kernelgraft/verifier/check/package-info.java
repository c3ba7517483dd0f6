/** What must hold of a candidate before anyone boots it: one small class for each check. */
package io.kernelgraft.verifier.check;
