package io.kernelgraft.console.api;

import io.kernelgraft.console.http.RequestValue;
import io.kernelgraft.console.signature.SignatureBatch;
import io.kernelgraft.console.signature.SignatureStore;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

@Path("/api/signatures")
class SignatureResource {
    private final SignatureStore signatures;

    SignatureResource(SignatureStore signatures) {
        this.signatures = signatures;
    }

    @GET
    @Operation(
            summary = "Signature batches, refused ones too, newest first",
            description = "Of one line, of one rebuild, or of all; as the signer's audit told them.")
    public SignatureList newest(
            @QueryParam("line") String line,
            @QueryParam("rebuild") String rebuild,
            @QueryParam("before") String before,
            @QueryParam("limit") @DefaultValue("20") String limit) {
        int count = Integer.parseInt(RequestValue.LIMIT.required(limit));
        String ofLine = RequestValue.LINE.optional(line);
        String ofRebuild = RequestValue.REBUILD.optional(rebuild);
        String position = RequestValue.POSITION.optional(before);
        List<SignatureBatch> found =
                signatures.newest(ofLine, ofRebuild, position == null ? null : Long.valueOf(position), count + 1);
        if (found.size() <= count) {
            return new SignatureList(found, null);
        }
        List<SignatureBatch> shown = found.subList(0, count);
        return new SignatureList(
                shown,
                "/api/signatures?limit=" + count
                        + (ofLine == null ? "" : "&line=" + ofLine)
                        + (ofRebuild == null ? "" : "&rebuild=" + ofRebuild)
                        + "&before=" + shown.getLast().position());
    }
}
