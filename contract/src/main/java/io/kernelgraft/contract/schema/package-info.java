/** Checks JSON and YAML trees against the JSON Schemas of this module and says in words what was expected. */
package io.kernelgraft.contract.schema;
