package io.kernelgraft.lab.copr;

import java.util.regex.Pattern;

/** One project with one chroot, for example {@code bieszczaders/kernel-cachyos} in {@code fedora-44-x86_64}. */
public record CoprProject(String owner, String name, String chroot) {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9@][A-Za-z0-9@._-]{0,99}");

    public CoprProject {
        for (String word : new String[] {owner, name, chroot}) {
            if (!WORD.matcher(word).matches()) {
                throw new IllegalArgumentException("owner, project and chroot are " + WORD + ", not '" + word + "'");
            }
        }
    }

    /** Owner and project, as results are filed and the API asks for them. */
    String fullName() {
        return owner + "/" + name;
    }
}
