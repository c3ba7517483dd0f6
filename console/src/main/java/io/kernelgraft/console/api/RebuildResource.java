package io.kernelgraft.console.api;

import io.kernelgraft.console.http.RequestValue;
import io.kernelgraft.console.rebuild.RebuildFacts;
import io.kernelgraft.console.rebuild.RebuildStore;
import io.kernelgraft.console.status.RebuildReading;
import io.kernelgraft.console.status.RebuildStatus;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

@Path("/api/rebuilds")
class RebuildResource {
    private final RebuildStore rebuilds;
    private final Clock clock;

    RebuildResource(RebuildStore rebuilds, Clock clock) {
        this.rebuilds = rebuilds;
        this.clock = clock;
    }

    @GET
    @Operation(
            summary = "Rebuilds, newest first",
            description = "Of one line or of all. 'next' leads to the older ones and stays right when new ones come.")
    public RebuildList newest(
            @QueryParam("line") String line,
            @QueryParam("before") String before,
            @QueryParam("limit") @DefaultValue("20") String limit) {
        int count = Integer.parseInt(RequestValue.LIMIT.required(limit));
        String ofLine = RequestValue.LINE.optional(line);
        List<RebuildFacts> found = rebuilds.newest(ofLine, RequestValue.REBUILD.optional(before), count + 1);
        List<RebuildFacts> shown = found.subList(0, Math.min(count, found.size()));
        String next = found.size() <= count
                ? null
                : "/api/rebuilds?limit=" + count
                        + (ofLine == null ? "" : "&line=" + ofLine)
                        + "&before=" + shown.getLast().id();
        Instant now = clock.instant();
        return new RebuildList(
                shown.stream()
                        .map(facts -> RebuildSummary.of(RebuildReading.of(facts, now)))
                        .toList(),
                next);
    }

    @GET
    @Path("/{id}")
    @Operation(
            summary = "One rebuild: stages, attempts, failures, what each took and made, checks, kmods, timing",
            description = "'waitedMillis' of a stage is from its latest input to its start; 'timing.overheadMillis' is"
                    + " the time from release to promotion in which no stage worked.")
    public RebuildStatus one(@PathParam("id") String id) {
        return rebuilds.find(RequestValue.REBUILD.required(id))
                .map(facts -> RebuildReading.of(facts, clock.instant()))
                .orElseThrow(() -> new NotFoundException("no event spoke of the rebuild " + id));
    }
}
