package io.kernelgraft.kernelbuilder.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.kernelgraft.contract.event.Rebuild;
import io.kernelgraft.contract.image.Digest;
import io.kernelgraft.contract.image.Kver;
import io.kernelgraft.contract.image.Nevra;
import io.kernelgraft.contract.line.LineFile;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an image says of itself, in two forms: JSON for whoever can read it, and lines for a shell.
 *
 * @param certificate sha256 of the DER form
 * @param outOfPolicy how the names of modules and packages begin that do not belong on such a machine
 * @param stockPackages the base's kernel packages, which the image does not have
 */
record ImageFacts(
        String line,
        Nevra kernel,
        Kver kver,
        Digest certificate,
        @JsonProperty("out-of-policy") List<String> outOfPolicy,
        @JsonProperty("stock-packages") List<String> stockPackages) {
    // The line's schema says the same; here it keeps a value from being more than one line, or a pattern, to a shell.
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,199}");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    ImageFacts {
        require("name", line);
        outOfPolicy.forEach(each -> require("machine.outOfPolicy", each));
        stockPackages.forEach(each -> require("swap.remove", each));
    }

    static ImageFacts of(LineFile line, Rebuild rebuild, MachineCertificate certificate) {
        // A kernel that replaces the stock one under the same name is no stock kernel.
        List<String> stock = line.swap().remove().stream()
                .filter(name -> !line.kernel().packages().contains(name))
                .toList();
        return new ImageFacts(
                line.name(),
                rebuild.kernel(),
                rebuild.kver(),
                certificate.digest(),
                line.machine().outOfPolicy(),
                stock);
    }

    /** {@code name=value} lines; a list is as many lines of one name. */
    String properties() {
        StringBuilder lines = new StringBuilder("# What this image ships; the same as image.json.\n");
        append(lines, "line", List.of(line));
        append(lines, "kernel", List.of(kernel.toString()));
        append(lines, "kver", List.of(kver.value()));
        append(lines, "certificate", List.of(certificate.value()));
        append(lines, "out-of-policy", outOfPolicy);
        append(lines, "stock-package", stockPackages);
        return lines.toString();
    }

    String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(StringBuilder lines, String name, List<String> values) {
        values.forEach(value -> lines.append(name).append('=').append(value).append('\n'));
    }

    private static void require(String field, String value) {
        if (!WORD.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    field + ": expected letters, digits and ._+- (at most 200), not '" + value + "'");
        }
    }
}
