package io.kernelgraft.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An attestation binds an event's data by digest, so what one service writes another must write again, byte for byte. */
class RoundTripTest {
    @ParameterizedTest
    @EnumSource(EventType.class)
    void shouldWriteTheSameBytesAfterReading(EventType type) throws IOException {
        for (EventData data : new EventData[] {Samples.of(type), Samples.full(type)}) {
            byte[] written = EventCodec.value(data);
            byte[] spelledOtherwise = EventCodec.json()
                    .writer(new DefaultPrettyPrinter())
                    .writeValueAsBytes(EventCodec.json().readTree(written));

            assertThat(EventCodec.value(EventCodec.data(type, written))).isEqualTo(written);
            assertThat(EventCodec.value(EventCodec.data(type, spelledOtherwise)))
                    .isEqualTo(written);
        }
    }
}
