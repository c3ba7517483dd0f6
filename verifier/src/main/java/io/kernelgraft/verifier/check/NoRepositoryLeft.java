package io.kernelgraft.verifier.check;

import io.kernelgraft.verifier.image.ImageView.FoundFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A machine must get its kernel from the image, never from the COPR directly. */
final class NoRepositoryLeft implements Check {
    private final List<Pattern> firstParty;

    /** @param firstParty regular expressions over the ids of repositories that may stay enabled */
    NoRepositoryLeft(List<Pattern> firstParty) {
        this.firstParty = List.copyOf(firstParty);
    }

    @Override
    public CheckIdentity identity() {
        return new CheckIdentity(
                "no-repo-left",
                "no third-party package repository is enabled",
                "handbook 3.2.4, H11",
                "REPOSITORY_LEFT");
    }

    @Override
    public Finding examine(Candidate candidate) throws IOException {
        List<String> left = new ArrayList<>();
        int seen = 0;
        // ostree keeps /etc as /usr/etc.
        List<FoundFile> files = Stream.of("etc/yum.repos.d", "usr/etc/yum.repos.d")
                .flatMap(directory -> candidate.image().files(directory, path -> path.endsWith(".repo")).stream())
                .toList();
        for (FoundFile file : files) {
            for (RepositoryFile.Section section : RepositoryFile.read(candidate.content(file.path()))) {
                seen++;
                if (section.enabled()
                        && firstParty.stream()
                                .noneMatch(each -> each.matcher(section.id()).matches())) {
                    left.add("[" + section.id() + "] in /" + file.path());
                }
            }
        }
        return left.isEmpty()
                ? Finding.pass(seen + " repositories, none of them enabled and third-party")
                : Finding.fail("enabled: " + Finding.listed(left));
    }
}
