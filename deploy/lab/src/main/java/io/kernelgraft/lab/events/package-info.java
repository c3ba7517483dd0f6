/** What the pipeline says, read from Kafka like anybody else would. */
package io.kernelgraft.lab.events;
