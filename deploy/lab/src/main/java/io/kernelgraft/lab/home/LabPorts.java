package io.kernelgraft.lab.home;

import io.kernelgraft.lab.process.FreePort;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A block of twenty ports from {@code base}: the console first, so that its address is easy to remember, then the other
 * services, then what they talk to.
 */
public record LabPorts(int base) {
    private static final int DEFAULT = 18080;
    private static final int SIZE = 20;

    /** {@code $KG_PORTS}, or 18080. */
    public static LabPorts find() {
        String base = System.getenv("KG_PORTS");
        if (base == null || base.isBlank()) {
            return new LabPorts(DEFAULT);
        }
        if (!base.matches("[0-9]{4,5}") || Integer.parseInt(base) > 65_535 - SIZE) {
            throw new IllegalArgumentException("KG_PORTS is the first of " + SIZE + " ports, not '" + base + "'");
        }
        return new LabPorts(Integer.parseInt(base));
    }

    public int service(int index) {
        return base + index;
    }

    public int kafka() {
        return base + 10;
    }

    public int postgres() {
        return base + 11;
    }

    public int registry() {
        return base + 12;
    }

    public int copr() {
        return base + 13;
    }

    public int fusion() {
        return base + 14;
    }

    /** Where Kafka wants a name and a password; at {@link #kafka} anybody may read. */
    public int kafkaAccounts() {
        return base + 15;
    }

    /** Those of the block that somebody else listens on. */
    public List<Integer> taken() {
        return IntStream.range(base, base + 16)
                .filter(port -> !FreePort.isFree(port))
                .boxed()
                .toList();
    }
}
