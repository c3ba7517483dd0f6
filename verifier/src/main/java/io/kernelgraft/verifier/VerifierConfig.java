package io.kernelgraft.verifier;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.regex.Pattern;

/** What the verifier allows. */
@ConfigMapping(prefix = "kernelgraft.verifier")
public interface VerifierConfig {
    /** Regular expressions over the ids of package repositories that may be enabled in a candidate. */
    @WithDefault("fedora.*,updates.*")
    List<Pattern> firstPartyRepositories();
}
