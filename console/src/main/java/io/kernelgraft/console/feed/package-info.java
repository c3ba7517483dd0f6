/** From the topics into the read model: every event, in whatever order, as often as it comes. */
package io.kernelgraft.console.feed;
