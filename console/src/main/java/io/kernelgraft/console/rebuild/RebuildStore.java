package io.kernelgraft.console.rebuild;

import static java.util.stream.Collectors.groupingBy;

import io.kernelgraft.console.database.Database;
import io.kernelgraft.console.database.Row;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.event.RebuildEvent;
import io.kernelgraft.contract.image.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads rebuilds with their attempts and results. */
@ApplicationScoped
public class RebuildStore {
    private static final String SELECT = """
            select r.*, k.released_at from rebuild r left join kernel_release k on k.snapshot = r.snapshot
            """;

    private final Database database;

    RebuildStore(Database database) {
        this.database = database;
    }

    public Optional<RebuildFacts> find(String id) {
        return withParts(database.query(RebuildStore::head, SELECT + " where r.id = ?", id)).stream()
                .findFirst();
    }

    /**
     * Newest first.
     *
     * @param line only this line's, or null for all
     * @param before only older ones than this rebuild; null for the newest of all
     */
    public List<RebuildFacts> newest(String line, String before, int limit) {
        return withParts(database.query(RebuildStore::head, SELECT + """
                         where (?::text is null or r.line = ?)
                           and (?::text is null
                                or (r.requested_at, r.id) < (select b.requested_at, b.id from rebuild b where b.id = ?))
                         order by r.requested_at desc, r.id desc limit ?""", line, line, before, before, limit));
    }

    /** Those with a last attempt that failed for good and no result since, oldest failure first. */
    public List<RebuildFacts> waitingForPerson(int limit) {
        return withParts(database.query(RebuildStore::head, SELECT + """
                          join (select a.rebuild, min(a.failed_at) as failed_at from stage_attempt a
                                 where a.failed_at is not null and a.retry_at is null
                                   and not exists (select 1 from stage_attempt b
                                        where b.rebuild = a.rebuild and b.stage = a.stage and b.attempt > a.attempt)
                                   and not exists (select 1 from stage_result s
                                        where s.rebuild = a.rebuild and s.stage = a.stage and s.at >= a.failed_at)
                                 group by a.rebuild) w on w.rebuild = r.id
                         order by w.failed_at, r.id limit ?""", limit));
    }

    private List<RebuildFacts> withParts(List<RebuildFacts> heads) {
        if (heads.isEmpty()) {
            return heads;
        }
        String[] ids = heads.stream().map(RebuildFacts::id).toArray(String[]::new);
        record Part<T>(String rebuild, T facts) {}
        Map<String, List<Part<AttemptFacts>>> attempts = database
                .query(
                        row -> new Part<>(row.text("rebuild"), attempt(row)),
                        "select * from stage_attempt where rebuild = any(?) order by stage, attempt",
                        (Object) ids)
                .stream()
                .collect(groupingBy(Part::rebuild));
        Map<String, List<Part<ResultFacts>>> results = database
                .query(
                        row -> new Part<>(row.text("rebuild"), result(row)),
                        "select * from stage_result where rebuild = any(?) order by stage",
                        (Object) ids)
                .stream()
                .collect(groupingBy(Part::rebuild));
        return heads.stream()
                .map(head -> new RebuildFacts(
                        head.id(),
                        head.line(),
                        head.base(),
                        head.baseName(),
                        head.kernel(),
                        head.kver(),
                        head.snapshot(),
                        head.releasedAt(),
                        head.requestedAt(),
                        head.announcedAt(),
                        head.reason(),
                        attempts.getOrDefault(head.id(), List.of()).stream()
                                .map(Part::facts)
                                .toList(),
                        results.getOrDefault(head.id(), List.of()).stream()
                                .map(Part::facts)
                                .toList()))
                .toList();
    }

    private static RebuildFacts head(Row row) throws SQLException {
        return new RebuildFacts(
                row.text("id"),
                row.text("line"),
                ImageReference.parse(row.text("base")),
                row.text("base_name"),
                row.text("kernel"),
                row.text("kver"),
                ImageReference.parse(row.text("snapshot")),
                row.instant("released_at"),
                row.instant("requested_at"),
                row.instant("announced_at"),
                row.text("reason"),
                List.of(),
                List.of());
    }

    private static AttemptFacts attempt(Row row) throws SQLException {
        AttemptFacts.Failure failure = row.instant("failed_at") == null
                ? null
                : new AttemptFacts.Failure(
                        row.instant("failed_at"),
                        FailureKind.valueOf(row.text("kind")),
                        row.text("reason"),
                        row.text("message"),
                        row.instant("retry_at"),
                        row.text("evidence"));
        return new AttemptFacts(
                row.text("stage"),
                (int) row.number("attempt"),
                row.instant("started_at"),
                row.instant("seen_at"),
                row.text("text"),
                row.number("done"),
                row.number("total"),
                failure);
    }

    private static ResultFacts result(Row row) throws SQLException {
        EventType type = EventType.ofTopic(row.text("topic")).orElseThrow();
        RebuildEvent data =
                (RebuildEvent) EventCodec.data(type, row.text("data").getBytes(StandardCharsets.UTF_8));
        return new ResultFacts(row.text("stage"), row.instant("at"), data);
    }
}
