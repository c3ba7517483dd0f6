package io.kernelgraft.kmodbuilder.repository;

import static io.kernelgraft.kmodbuilder.repository.DnfProblem.Kind.NO_SUCH_PACKAGE;
import static io.kernelgraft.kmodbuilder.repository.DnfProblem.Kind.OTHER;
import static io.kernelgraft.kmodbuilder.repository.DnfProblem.Kind.UNAVAILABLE;
import static io.kernelgraft.kmodbuilder.repository.DnfProblem.Kind.UNRESOLVABLE;
import static io.kernelgraft.kmodbuilder.repository.DnfProblem.Kind.UNTRUSTED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The texts are dnf5 5.4's own. */
class DnfProblemTest {
    private static final String LOADED = """
            Updating and loading repositories:
             kg                                     100% |   2.9 MiB/s |   3.0 KiB |  00m00s
            Repositories loaded.
            """;
    private static final String END = """
            subprocess exited with status 1
            subprocess exited with status 1
            Error: exit status 1
            """;

    @Test
    void shouldKnowAMissingPackage() {
        assertProblem("""
                Failed to resolve the transaction:
                No match for argument: akmod-none
                You can try to add to command line:
                  --skip-unavailable to skip unavailable packages
                """, NO_SUCH_PACKAGE, "Failed to resolve the transaction: | No match for argument: akmod-none");
    }

    @Test
    void shouldKnowAnUnresolvablePackage() {
        assertProblem(
                """
                Failed to resolve the transaction:
                Problem: conflicting requests
                  - nothing provides nothing-has-this needed by akmod-needs-1-1.noarch from kg
                You can try to add to command line:
                  --skip-broken to skip uninstallable packages
                """,
                UNRESOLVABLE,
                "Failed to resolve the transaction: | Problem: conflicting requests"
                        + " | - nothing provides nothing-has-this needed by akmod-needs-1-1.noarch from kg");
    }

    @Test
    void shouldKnowAPackageThatIsNotSignedWithThePinnedKey() {
        assertProblem(
                """
                Running transaction
                Transaction failed: Signature verification failed.
                OpenPGP check for package "akmod-good-1-1.noarch" (/var/cache/x.rpm) from repo "kg" has failed: The package is not signed.
                """,
                UNTRUSTED,
                "Running transaction | Transaction failed: Signature verification failed."
                        + " | OpenPGP check for package \"akmod-good-1-1.noarch\" (/var/cache/x.rpm) from repo \"kg\" has failed:"
                        + " The package is not signed.");
    }

    @Test
    void shouldKnowARepositoryThatIsNotThere() {
        assertProblem(
                """
                 kg                                     ???% |   0.0   B/s |  -1.0   B |  ?
                >>> Curl error (7): Could not connect to server for http://127.0.0.1:1/repodata/repomd.xml
                >>> Curl error (7): Could not connect to server for http://127.0.0.1:1/repodata/repomd.xml
                >>> Usable URL not found
                Failed to download metadata (baseurl: "http://127.0.0.1:1/") for repository "kg": Usable URL not found
                """,
                UNAVAILABLE,
                "Curl error (7): Could not connect to server for http://127.0.0.1:1/repodata/repomd.xml | Usable URL not found"
                        + " | Failed to download metadata (baseurl: \"http://127.0.0.1:1/\") for repository \"kg\": Usable URL not found");
    }

    @Test
    void shouldKnowAServerThatAnswers503ForAPackage() {
        assertProblem(
                """
                [1/1] akmod-good-0:1-1.noarch             0% |   0.0   B/s |   0.0   B |  00m00s
                >>> Status code: 503 for http://127.0.0.1:1/akmod-good-1-1.noarch.rpm (IP: 127.0.0.1)
                >>> No more mirrors to try - All mirrors were already tried without success
                --------------------------------------------------------------------------------
                [1/1] Total                             100% |   0.0   B/s |   0.0   B |  00m00s
                Failed to download packages
                 Librepo error: Cannot download akmod-good-1-1.noarch.rpm: All mirrors were tried
                """,
                UNAVAILABLE,
                "Status code: 503 for http://127.0.0.1:1/akmod-good-1-1.noarch.rpm (IP: 127.0.0.1)"
                        + " | No more mirrors to try - All mirrors were already tried without success | Failed to download packages"
                        + " | Librepo error: Cannot download akmod-good-1-1.noarch.rpm: All mirrors were tried");
    }

    @Test
    void shouldNotTakeAnythingElseForAnOutage() {
        assertProblem(
                "Transaction failed: Rpm transaction failed.\n", OTHER, "Transaction failed: Rpm transaction failed.");
    }

    private static void assertProblem(String text, DnfProblem.Kind kind, String words) {
        assertThat(DnfProblem.of((LOADED + text + END).lines().toList())).isEqualTo(new DnfProblem(kind, words));
    }
}
