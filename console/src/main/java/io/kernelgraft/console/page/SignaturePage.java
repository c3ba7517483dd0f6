package io.kernelgraft.console.page;

import io.kernelgraft.console.http.RequestValue;
import io.kernelgraft.console.signature.SignatureBatch;
import io.kernelgraft.console.signature.SignatureStore;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What was signed, for whom, by which key, and what was refused. */
@Path("/signatures")
class SignaturePage {
    private static final int SHOWN = 25;

    @CheckedTemplate(basePath = "")
    static class Templates {
        /** @param older position of the last one shown if there are older ones, otherwise null */
        static native TemplateInstance signatures(
                List<SignatureBatch> batches, String line, String before, Long older, Instant now);
    }

    private final SignatureStore signatures;
    private final Clock clock;

    SignaturePage(SignatureStore signatures, Clock clock) {
        this.signatures = signatures;
        this.clock = clock;
    }

    @GET
    @Blocking
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance page(@QueryParam("line") String line, @QueryParam("before") String before) {
        RequestValue.LINE.optional(line);
        String position = RequestValue.POSITION.optional(before);
        List<SignatureBatch> found =
                signatures.newest(line, null, position == null ? null : Long.valueOf(position), SHOWN + 1);
        List<SignatureBatch> shown = found.subList(0, Math.min(SHOWN, found.size()));
        Long older = found.size() > SHOWN ? shown.getLast().position() : null;
        return Templates.signatures(shown, line, before, older, clock.instant());
    }
}
