/** Watches upstreams for kernel releases, keeps each as a snapshot, and asks for the rebuilds it means. */
package io.kernelgraft.watcher;
