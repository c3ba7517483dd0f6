package io.kernelgraft.signer.fuzz;

import java.util.List;

/**
 * A parser that must take any bytes.
 *
 * @param name lower case, without blanks
 * @param weight how many of the inputs it gets, relative to the others
 * @param samples sound inputs, small ones, to be spoiled
 * @param refusals what it says no with; anything else that it throws is a crash
 */
public record Parser(
        String name, int weight, List<byte[]> samples, List<Class<? extends Throwable>> refusals, Reading reading) {

    /** Reads one input. */
    public interface Reading {
        void read(byte[] input) throws Exception;
    }

    boolean refuses(Throwable thrown) {
        return refusals.stream().anyMatch(refusal -> refusal.isInstance(thrown));
    }
}
