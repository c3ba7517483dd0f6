package io.kernelgraft.console.page;

import io.kernelgraft.console.http.RequestValue;
import io.kernelgraft.console.rebuild.RebuildStore;
import io.kernelgraft.console.signature.SignatureBatch;
import io.kernelgraft.console.signature.SignatureStore;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** All that is known of one rebuild. */
@Path("/rebuilds/{id}")
class RebuildPage {
    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance rebuild(RebuildCard card, List<SignatureBatch> signatures, Instant now);
    }

    /** Two stages sign; more than a few batches of one rebuild are retries, and their own page has them all. */
    private static final int SHOWN = 10;

    private final RebuildStore rebuilds;
    private final SignatureStore signatures;
    private final Clock clock;

    RebuildPage(RebuildStore rebuilds, SignatureStore signatures, Clock clock) {
        this.rebuilds = rebuilds;
        this.signatures = signatures;
        this.clock = clock;
    }

    @GET
    @Blocking
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance page(@PathParam("id") String id) {
        Instant now = clock.instant();
        return rebuilds.find(RequestValue.REBUILD.required(id))
                .map(facts ->
                        Templates.rebuild(RebuildCard.of(facts, now), signatures.newest(null, id, null, SHOWN), now))
                .orElseThrow(() -> new NotFoundException("no event spoke of the rebuild " + id));
    }
}
