/** The operators' console: a read model of every topic, its REST API and its pages. */
package io.kernelgraft.console;
