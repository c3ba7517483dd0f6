/** The broker and the database that services' integration tests run against. */
package io.kernelgraft.lab.testing;
