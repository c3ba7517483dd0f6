package io.kernelgraft.kernelbuilder.swap;

import io.kernelgraft.contract.event.FailureKind;
import io.kernelgraft.contract.line.LineFile;
import io.kernelgraft.kernelbuilder.KernelBuilderConfig;
import io.kernelgraft.kernelbuilder.image.Workbench;
import io.kernelgraft.runtime.stage.StageFailure;
import io.kernelgraft.runtime.tool.ToolCall;
import io.kernelgraft.runtime.tool.ToolResult;
import java.util.List;

/**
 * Units of the userland that ship switched off (handbook 3.3: the capability is in the image, the service is the user's
 * choice). A preset says so too, because systemd applies presets at a machine's first boot; the first one by name counts, and
 * a package may bring one of its own.
 */
record Userland(Workbench bench, KernelBuilderConfig config) {
    private static final String PRESET = "/usr/lib/systemd/system-preset/0-kernelgraft-userland.preset";

    /**
     * @throws StageFailure REJECTED {@code UNIT_MISSING} if no package brought the unit, {@code UNIT_ENABLED} if it is on
     *     all the same
     */
    void disable(List<LineFile.Userland> userland) throws InterruptedException {
        List<String> units =
                userland.stream().flatMap(each -> each.disabledUnits().stream()).toList();
        if (units.isEmpty()) {
            return;
        }
        bench.write("units that are the user's to switch on", PRESET, preset(units));
        for (String unit : units) {
            disable(unit);
        }
    }

    private void disable(String unit) throws InterruptedException {
        bench.run(ToolCall.of("systemctl-disable", config.deadline(), "systemctl", "--root=/", "disable", "--", unit))
                .orFail(FailureKind.REJECTED, "UNIT_MISSING");
        // As a machine's first boot does it.
        bench.look(ToolCall.of("systemctl-preset", config.deadline(), "systemctl", "--root=/", "preset", "--", unit))
                .orFail(FailureKind.REJECTED, "UNIT_MISSING");
        // Exits 1 for everything that is not enabled, so its word counts.
        ToolResult state = bench.look(ToolCall.of(
                "systemctl-is-enabled", config.deadline(), "systemctl", "--root=/", "is-enabled", "--", unit));
        if (!state.stdout().strip().equals("disabled")) {
            throw new StageFailure(
                    FailureKind.REJECTED,
                    "UNIT_ENABLED",
                    "userland.disabledUnits: " + unit + " is '" + state.stdout().strip() + "', expected 'disabled'");
        }
    }

    private static String preset(List<String> units) {
        StringBuilder text = new StringBuilder("# Shipped with the kernel, off until switched on.\n");
        units.forEach(unit -> text.append("disable ").append(unit).append('\n'));
        return text.toString();
    }
}
