/** HTTP to places that are not ours: every answer has a deadline and a size limit. */
package io.kernelgraft.runtime.http;
