package io.kernelgraft.lab.command;

import io.kernelgraft.lab.home.LabPorts;

/** Where a running lab is reached, for people. */
final class Addresses {
    private Addresses() {}

    static String of(LabPorts ports) {
        return """
                    console   http://127.0.0.1:%d/
                    COPR      http://127.0.0.1:%d/api_3/monitor?ownername=bieszczaders&projectname=kernel-cachyos
                    registry  localhost:%d (lab/base, lab/margine, lab/artifacts)
                    Kafka     127.0.0.1:%d, for example: kcat -b 127.0.0.1:%4$d -t stage.failed -C -e -f '%%h %%s\\n'""".formatted(ports.service(0), ports.copr(), ports.registry(), ports.kafka());
    }
}
