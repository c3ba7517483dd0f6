package io.kernelgraft.signer.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Spoils samples in the ways that parsers trip over; the same seed gives the same inputs. */
final class Mutation {
    private static final int MAX_LENGTH = 16 * 1024;
    private static final long[] EDGES = {
        0,
        1,
        2,
        7,
        8,
        0x7f,
        0x80,
        0xff,
        0x100,
        0x7fff,
        0x8000,
        0xffff,
        0x7fffffffL,
        0x80000000L,
        0xffffffffL,
        -1,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final SplittableRandom random;
    private final List<byte[]> samples;

    Mutation(long seed, List<byte[]> samples) {
        this.random = new SplittableRandom(seed);
        this.samples = samples;
    }

    /** One sample with one to eight changes. */
    byte[] next() {
        byte[] bytes = sample().clone();
        for (int changes = 1 + (random.nextInt(8) & random.nextInt(8)); changes > 0; changes--) {
            bytes = change(bytes);
        }
        return bytes.length > MAX_LENGTH ? Arrays.copyOf(bytes, MAX_LENGTH) : bytes;
    }

    private byte[] change(byte[] bytes) {
        if (bytes.length == 0) {
            return noise(random.nextInt(64));
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(10)) {
            case 0, 1 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 2 -> {
                bytes[at] = (byte) random.nextInt(256);
                yield bytes;
            }
            case 3, 4 -> number(bytes, at, EDGES[random.nextInt(EDGES.length)]);
            case 5 -> Arrays.copyOf(bytes, at);
            case 6 -> replace(bytes, at, random.nextInt(Math.min(64, bytes.length - at + 1)), new byte[0]);
            case 7 -> replace(bytes, at, 0, noise(random.nextInt(32)));
            case 8 -> replace(bytes, at, random.nextInt(Math.min(64, bytes.length - at + 1)), piece(bytes));
            default -> replace(bytes, at, bytes.length - at, piece(sample()));
        };
    }

    /** One, two, four or eight bytes, in either order. */
    private byte[] number(byte[] bytes, int at, long value) {
        int width = Math.min(1 << random.nextInt(4), bytes.length - at);
        boolean little = random.nextBoolean();
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> 8 * (little ? i : width - 1 - i));
        }
        return bytes;
    }

    private byte[] sample() {
        return samples.get(random.nextInt(samples.size()));
    }

    private byte[] piece(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        return Arrays.copyOfRange(bytes, from, from + random.nextInt(Math.min(256, bytes.length - from) + 1));
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] replace(byte[] bytes, int at, int length, byte[] by) {
        byte[] replaced = new byte[bytes.length - length + by.length];
        System.arraycopy(bytes, 0, replaced, 0, at);
        System.arraycopy(by, 0, replaced, at, by.length);
        System.arraycopy(bytes, at + length, replaced, at + by.length, bytes.length - at - length);
        return replaced;
    }
}
