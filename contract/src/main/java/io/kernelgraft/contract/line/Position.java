package io.kernelgraft.contract.line;

import org.yaml.snakeyaml.error.Mark;

/** Where in a file, both counted from 1. */
record Position(int line, int column) implements Comparable<Position> {
    static final Position START = new Position(1, 1);

    static Position of(Mark mark) {
        return mark == null ? START : new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    @Override
    public int compareTo(Position other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
