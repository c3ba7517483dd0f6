package io.kernelgraft.console.database;

import java.sql.SQLException;

/** PostgreSQL did not do what it was asked. */
public final class DatabaseFailure extends RuntimeException {
    private final String state;

    DatabaseFailure(SQLException cause) {
        super(cause.getMessage(), cause);
        this.state = cause.getSQLState();
    }

    /**
     * Whether the data themselves were refused (class 22 or 23), so that trying again can't help.
     *
     * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
     */
    public boolean isAboutTheData() {
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }
}
