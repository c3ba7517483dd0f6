package io.kernelgraft.lab.system;

import io.kernelgraft.lab.process.Command;
import io.kernelgraft.lab.registry.RegistryAccounts;

/** Copies an image inside the lab's registry with skopeo, byte for byte. */
record ImageCopy(RegistryAccounts registry) {
    void copy(String from, String to) {
        Command.require(
                "skopeo",
                "copy",
                "-q",
                "--preserve-digests",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                "--authfile",
                registry.file(RegistryAccounts.OPERATOR).toString(),
                "docker://" + registry.host() + "/" + from,
                "docker://" + registry.host() + "/" + to);
    }
}
