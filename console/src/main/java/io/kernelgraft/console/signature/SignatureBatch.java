package io.kernelgraft.console.signature;

import io.kernelgraft.contract.event.SigningAudited;
import io.kernelgraft.contract.event.SigningKeyUse;
import io.kernelgraft.contract.event.SigningRequest;
import io.kernelgraft.contract.image.ImageReference;
import java.time.Instant;
import java.util.List;

/**
 * What one attempt at signing came to; {@link SigningAudited} says what each value is.
 *
 * @param position its place in this console's table, for {@code before}
 * @param eventId CloudEvents id of its record on {@code signing.audited}
 */
public record SignatureBatch(
        long position,
        String eventId,
        Instant at,
        String line,
        String rebuild,
        String stage,
        int attempt,
        List<SigningRequest> requests,
        List<ImageReference> inputs,
        List<SigningKeyUse> keys,
        SigningAudited.Result result,
        String reason,
        int files,
        ImageReference layer,
        ImageReference evidence) {
    static SignatureBatch of(long position, String eventId, SigningAudited record) {
        return new SignatureBatch(
                position,
                eventId,
                record.at(),
                record.rebuild().line(),
                record.rebuild().id(),
                record.stage(),
                record.attempt(),
                record.requests(),
                record.inputs(),
                record.keys(),
                record.result(),
                record.reason(),
                record.files(),
                record.layer(),
                record.evidence());
    }
}
