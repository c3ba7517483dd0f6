/** What an attempt leaves for people, stored beside the image. */
package io.kernelgraft.runtime.evidence;
