package io.kernelgraft.console.database;

import java.sql.SQLException;

/** Makes a value of the current row. */
public interface RowReader<T> {
    T read(Row row) throws SQLException;
}
