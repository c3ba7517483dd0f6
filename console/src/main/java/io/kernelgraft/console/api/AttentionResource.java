package io.kernelgraft.console.api;

import io.kernelgraft.console.attention.Attention;
import io.kernelgraft.console.attention.AttentionList;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

@Path("/api/attention")
class AttentionResource {
    private final AttentionList attention;

    AttentionResource(AttentionList attention) {
        this.attention = attention;
    }

    @GET
    @Operation(summary = "Everything that waits for a person: at most 100 rebuilds, oldest failure first")
    public Attention all() {
        return attention.now();
    }
}
