/** The record of every signature batch: who asked, for what, by which key, and what came of it. */
package io.kernelgraft.signer.audit;
