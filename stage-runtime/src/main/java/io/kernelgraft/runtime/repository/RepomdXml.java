package io.kernelgraft.runtime.repository;

import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import java.io.InputStream;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** {@code repomd.xml}: where the primary metadata are. */
final class RepomdXml {
    private RepomdXml() {}

    record Primary(String href, String sha256) {}

    static Primary primary(InputStream in) throws XMLStreamException {
        XMLStreamReader xml = SafeXml.read(in);
        String type = "";
        String sha256 = "";
        String href = "";
        while (xml.hasNext()) {
            if (xml.next() != START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "data" -> type = SafeXml.attribute(xml, "type");
                case "checksum" -> {
                    if (type.equals("primary") && SafeXml.attribute(xml, "type").equals("sha256")) {
                        sha256 = xml.getElementText();
                    }
                }
                case "location" -> {
                    if (type.equals("primary")) {
                        href = SafeXml.attribute(xml, "href");
                    }
                }
                default -> {
                    // Other data (filelists, groups …) are not needed.
                }
            }
        }
        if (sha256.isEmpty() || href.isEmpty()) {
            throw new IllegalArgumentException("expected primary data with a sha256 checksum and a location");
        }
        return new Primary(Href.require(href), sha256);
    }
}
