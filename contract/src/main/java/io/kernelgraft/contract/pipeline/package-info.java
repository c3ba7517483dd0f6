/** The way a rebuild takes: its stages, what each waits for, and how their time is counted. */
package io.kernelgraft.contract.pipeline;
