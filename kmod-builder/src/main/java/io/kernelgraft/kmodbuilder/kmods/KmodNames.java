package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.contract.line.LineFile.Source;
import io.kernelgraft.kmodbuilder.repository.LineUrl;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.regex.Pattern;

/** A kmod's names become arguments and paths, so they are looked at once more before they do. */
final class KmodNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");
    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}|git:(?:[0-9a-f]{40}|[0-9a-f]{64})");
    private static final Pattern DIRECTORY =
            Pattern.compile("\\.|(?!\\.)[A-Za-z0-9._+-]+(?:/(?!\\.)[A-Za-z0-9._+-]+)*");

    private KmodNames() {}

    /** @throws StageFailure POLICY {@code LINE_VALUE_REFUSED} */
    static void check(Kmod kmod) {
        check("kmods.modules.name", kmod.name(), NAME);
        if (kmod.source() == null) {
            check("kmods.modules.akmod", kmod.akmod(), PACKAGE);
        } else {
            check(kmod.source());
        }
    }

    private static void check(Source source) {
        LineUrl.checked("kmods.modules.source.url", source.url());
        if (!DIGEST.matcher(source.digest()).matches()) {
            throw refused(
                    "kmods.modules.source.digest", "sha256: and 64, or git: and 40 or 64 hex digits", source.digest());
        }
        if (!DIRECTORY.matcher(source.directory()).matches()) {
            throw refused("kmods.modules.source.directory", "a relative path without '..'", source.directory());
        }
    }

    private static void check(String field, String value, Pattern form) {
        if (!form.matcher(value).matches()) {
            throw refused(field, "letters, digits and ._+-, beginning with a letter or digit", value);
        }
    }

    private static StageFailure refused(String field, String expected, String value) {
        return new StageFailure(
                FailureKind.POLICY,
                "LINE_VALUE_REFUSED",
                "%s: expected %s, not '%s'".formatted(field, expected, value));
    }
}
