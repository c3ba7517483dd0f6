/** Moves a line's tags to the digest that was verified, and keeps the history of it. */
package io.kernelgraft.promoter.promotion;
