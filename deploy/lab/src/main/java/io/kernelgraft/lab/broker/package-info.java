/** A real Kafka broker of one's own, with the topics of the contract. */
package io.kernelgraft.lab.broker;
