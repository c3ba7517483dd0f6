/** From Kafka into the database: events are taken over in one transaction, unreadable records put aside. */
package io.kernelgraft.runtime.inbox;
