/** What an attempt does now, for people; lossy and short-lived. */
package io.kernelgraft.runtime.progress;
