/** What a service writes: a stage, and what it is given to work with. */
package io.kernelgraft.runtime.stage;
