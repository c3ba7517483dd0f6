/** What was done to an image, for a person to read and to repeat. */
package io.kernelgraft.kernelbuilder.recipe;
