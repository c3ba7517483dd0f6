package io.kernelgraft.contract.event;

/**
 * A key that a signature batch was for.
 *
 * @param name as the line names it
 * @param certificateSha256 fingerprint (hex) of the certificate the line pins for it
 */
public record SigningKeyUse(String name, String certificateSha256) {}
