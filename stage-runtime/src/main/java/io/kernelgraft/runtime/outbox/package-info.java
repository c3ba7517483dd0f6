/** From the database to Kafka: events that are published if, and only if, their transaction committed. */
package io.kernelgraft.runtime.outbox;
