package io.kernelgraft.kernelbuilder.seal;

import io.kernelgraft.contract.event.KmodOutcome;
import io.kernelgraft.contract.image.ImageReference;
import io.kernelgraft.kernelbuilder.image.Workbench;
import io.kernelgraft.kernelbuilder.packages.Dnf;
import io.kernelgraft.kernelbuilder.packages.InstalledPackage;
import io.kernelgraft.kernelbuilder.packages.PackageDiff;
import io.kernelgraft.kernelbuilder.packages.PackageSet;
import io.kernelgraft.kernelbuilder.sbom.Distribution;
import io.kernelgraft.kernelbuilder.sbom.Sbom;
import io.kernelgraft.runtime.stage.StageContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What is in a candidate, for people: a bill of materials, and how its packages differ from its base's. */
record Inventory(List<InstalledPackage> packages, PackageDiff sinceBase, String distribution) {
    /** @param base the base's packages; @param now the candidate's */
    static Inventory of(Workbench bench, Dnf dnf, PackageSet base, PackageSet now) throws InterruptedException {
        return new Inventory(dnf.details(), PackageDiff.of(base, now), bench.ask(Distribution::of));
    }

    /** Evidence {@code sbom.cdx.json} and {@code packages.diff}. */
    void leave(StageContext context, ImageReference candidate, Map<String, String> labels, List<KmodOutcome> kmods) {
        context.evidence().addText("packages.diff", sinceBase.text());
        Path file = context.workspace().resolve("sbom.cdx.json");
        try {
            Files.write(file, new Sbom(context.rebuild(), candidate, labels, kmods, distribution).of(packages));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        context.evidence().add("sbom.cdx.json", Sbom.MEDIA_TYPE, file);
    }
}
