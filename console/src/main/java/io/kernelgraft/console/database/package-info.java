/** Plain SQL on the console's own tables. */
package io.kernelgraft.console.database;
