package io.kernelgraft.verifier.check;

import java.io.IOException;

/** One thing that must hold of a candidate. */
public interface Check {
    CheckIdentity identity();

    /** @throws IOException when a file of the image can't be read as what it should be; counts as a failure */
    Finding examine(Candidate candidate) throws IOException;
}
