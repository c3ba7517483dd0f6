package io.kernelgraft.console.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The current row; a null column is null, but a number, which is then -1. */
public record Row(ResultSet rows) {
    public String text(String column) throws SQLException {
        return rows.getString(column);
    }

    public Instant instant(String column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    public long number(String column) throws SQLException {
        long number = rows.getLong(column);
        return rows.wasNull() ? -1 : number;
    }
}
