/** What holds for every request: only reading, only values of a known form, errors without internals. */
package io.kernelgraft.console.http;
