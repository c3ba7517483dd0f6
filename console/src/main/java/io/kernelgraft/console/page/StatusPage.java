package io.kernelgraft.console.page;

import io.kernelgraft.console.attention.Attention;
import io.kernelgraft.console.attention.AttentionList;
import io.kernelgraft.console.http.RequestValue;
import io.kernelgraft.console.line.LineStatus;
import io.kernelgraft.console.line.LineStore;
import io.kernelgraft.console.rebuild.RebuildFacts;
import io.kernelgraft.console.rebuild.RebuildStore;
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

/** The one page that answers: what is in :stable, what is on its way, what is stuck and why. */
@Path("/")
class StatusPage {
    private static final int SHOWN = 10;

    @CheckedTemplate(basePath = "")
    static class Templates {
        /** @param older the last one shown if there are older ones, otherwise null */
        static native TemplateInstance status(
                List<LineStatus> lines,
                Attention attention,
                List<RebuildCard> cards,
                String line,
                String before,
                String older,
                Instant now);
    }

    private final LineStore lines;
    private final RebuildStore rebuilds;
    private final AttentionList attention;
    private final Clock clock;

    StatusPage(LineStore lines, RebuildStore rebuilds, AttentionList attention, Clock clock) {
        this.lines = lines;
        this.rebuilds = rebuilds;
        this.attention = attention;
        this.clock = clock;
    }

    @GET
    @Blocking
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance page(@QueryParam("line") String line, @QueryParam("before") String before) {
        RequestValue.LINE.optional(line);
        RequestValue.REBUILD.optional(before);
        Instant now = clock.instant();
        List<RebuildFacts> found = rebuilds.newest(line, before, SHOWN + 1);
        List<RebuildCard> cards = found.stream()
                .limit(SHOWN)
                .map(facts -> RebuildCard.of(facts, now))
                .toList();
        String older = found.size() > SHOWN ? cards.getLast().rebuild().id() : null;
        return Templates.status(lines.all(), attention.now(), cards, line, before, older, now);
    }
}
