package io.kernelgraft.console.line;

import io.kernelgraft.console.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Reads the lines. */
@ApplicationScoped
public class LineStore {
    private final Database database;

    LineStore(Database database) {
        this.database = database;
    }

    /** By name. */
    public List<LineStatus> all() {
        return database.query(
                row -> new LineStatus(
                        row.text("line"),
                        row.text("promoted"),
                        row.text("rebuild"),
                        row.text("kernel"),
                        row.text("tags") == null
                                ? List.of()
                                : List.of(row.text("tags").split(" ")),
                        row.instant("promoted_at")),
                "select * from line_view order by line");
    }
}
