package io.kernelgraft.contract.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class RpmVersionOrderTest {
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvFileSource(resources = "/image/rpmvercmp.txt", delimiter = ' ')
    void shouldOrderAsRpmDoes(String left, String order, String right) {
        int expected = "<=>".indexOf(order) - 1;

        assertThat(RpmVersionOrder.INSTANCE.compare(left, right)).isEqualTo(expected);
        assertThat(RpmVersionOrder.INSTANCE.compare(right, left)).isEqualTo(-expected);
    }
}
