/** The events between services: their data, their CloudEvents envelope and the codec that reads and writes both. */
package io.kernelgraft.contract.event;
