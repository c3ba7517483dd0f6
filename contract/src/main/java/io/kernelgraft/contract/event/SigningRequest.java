package io.kernelgraft.contract.event;

/**
 * An event that asked for a signature batch.
 *
 * @param topic the topic it came in
 * @param eventId its CloudEvents id
 */
public record SigningRequest(String topic, String eventId) {}
