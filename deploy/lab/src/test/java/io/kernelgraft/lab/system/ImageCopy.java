package io.kernelgraft.lab.system;

import io.kernelgraft.lab.process.Command;

/** Copies an image inside the lab's registry with skopeo, byte for byte. */
record ImageCopy(String registry) {
    void copy(String from, String to) {
        Command.require(
                "skopeo",
                "copy",
                "-q",
                "--preserve-digests",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                "docker://" + registry + "/" + from,
                "docker://" + registry + "/" + to);
    }
}
