package io.kernelgraft.console.api;

import io.kernelgraft.console.line.LineStatus;
import io.kernelgraft.console.line.LineStore;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

@Path("/api/lines")
class LineResource {
    private final LineStore lines;

    LineResource(LineStore lines) {
        this.lines = lines;
    }

    @GET
    @Operation(summary = "Every line, and the digest that its tags name")
    public List<LineStatus> all() {
        return lines.all();
    }
}
