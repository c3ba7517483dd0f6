/** A real PostgreSQL of one's own, and one role and schema per service in it. */
package io.kernelgraft.lab.database;
