/** The pages for people: plain HTML, with each rebuild's stages as bars over time. */
package io.kernelgraft.console.page;
