package io.kernelgraft.kmodbuilder.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.runtime.stage.StageFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryFileTest {
    @Test
    void shouldCheckEveryPackageAndNeverSkipAnOutage() {
        assertThat(new RepositoryFile("kmods", "https://example.org/free/fedora/44/x86_64/", "/etc/pki/k").text())
                .contains(
                        "[kmods]\n",
                        "baseurl=https://example.org/free/fedora/44/x86_64/\n",
                        "gpgcheck=1\n",
                        "gpgkey=file:///etc/pki/k\n",
                        "skip_if_unavailable=False\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://a/\ngpgcheck=0", "ftp://a/", "file:///etc", "http://a/ http://b/", "https://a/?x=1", ""})
    void shouldRefuseAnAddressThatIsNotPlainHttp(String url) {
        assertThatThrownBy(() -> new RepositoryFile("kmods", url, "/etc/pki/k"))
                .isInstanceOfSatisfying(StageFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.POLICY);
                    assertThat(failure.reason()).isEqualTo("LINE_VALUE_REFUSED");
                });
    }
}
