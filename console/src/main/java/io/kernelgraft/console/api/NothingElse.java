package io.kernelgraft.console.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Paths under /api that lead nowhere are answered like every other error. */
@Path("/api/{other:.+}")
class NothingElse {
    @GET
    @Operation(hidden = true)
    public Response none() {
        throw new NotFoundException("the API is described at /api/openapi");
    }
}
