package io.kernelgraft.console.page;

import io.kernelgraft.console.http.RequestValue;
import io.kernelgraft.console.rebuild.RebuildStore;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** All that is known of one rebuild. */
@Path("/rebuilds/{id}")
class RebuildPage {
    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance rebuild(RebuildCard card, Instant now);
    }

    private final RebuildStore rebuilds;
    private final Clock clock;

    RebuildPage(RebuildStore rebuilds, Clock clock) {
        this.rebuilds = rebuilds;
        this.clock = clock;
    }

    @GET
    @Blocking
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance page(@PathParam("id") String id) {
        Instant now = clock.instant();
        return rebuilds.find(RequestValue.REBUILD.required(id))
                .map(facts -> Templates.rebuild(RebuildCard.of(facts, now), now))
                .orElseThrow(() -> new NotFoundException("no event spoke of the rebuild " + id));
    }
}
