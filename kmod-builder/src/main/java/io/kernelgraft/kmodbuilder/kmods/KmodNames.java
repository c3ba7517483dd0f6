package io.kernelgraft.kmodbuilder.kmods;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile.Kmod;
import io.kernelgraft.runtime.stage.StageFailure;
import java.util.regex.Pattern;

/** A kmod's names become arguments and paths, so they are looked at once more before they do. */
final class KmodNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");
    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

    private KmodNames() {}

    /** @throws StageFailure POLICY {@code LINE_VALUE_REFUSED} */
    static void check(Kmod kmod) {
        check("kmods.modules.name", kmod.name(), NAME);
        check("kmods.modules.akmod", kmod.akmod(), PACKAGE);
    }

    private static void check(String field, String value, Pattern form) {
        if (!form.matcher(value).matches()) {
            throw new StageFailure(
                    FailureKind.POLICY,
                    "LINE_VALUE_REFUSED",
                    "%s: expected letters, digits and ._+-, beginning with a letter or digit, not '%s'"
                            .formatted(field, value));
        }
    }
}
