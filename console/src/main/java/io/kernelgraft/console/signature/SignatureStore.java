package io.kernelgraft.console.signature;

import io.kernelgraft.console.database.Database;
import io.kernelgraft.contract.event.EventCodec;
import io.kernelgraft.contract.event.EventType;
import io.kernelgraft.contract.event.SigningAudited;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the signature batches. */
@ApplicationScoped
public class SignatureStore {
    private final Database database;

    SignatureStore(Database database) {
        this.database = database;
    }

    /**
     * Newest first.
     *
     * @param line of this line alone, or null
     * @param rebuild of this rebuild alone, or null
     * @param before older than the batch at this position, or null
     */
    public List<SignatureBatch> newest(String line, String rebuild, Long before, int limit) {
        return database.query(
                row -> SignatureBatch.of(row.number("position"), row.text("event_id"), (SigningAudited) EventCodec.data(
                        EventType.SIGNING_AUDITED, row.text("data").getBytes(StandardCharsets.UTF_8))),
                """
                select * from signature_batch
                 where (?::text is null or line = ?) and (?::text is null or rebuild = ?)
                   and (?::bigint is null
                        or (at, event_id) < (select b.at, b.event_id from signature_batch b where b.position = ?))
                 order by at desc, event_id desc limit ?""",
                line,
                line,
                rebuild,
                rebuild,
                before,
                before,
                limit);
    }
}
