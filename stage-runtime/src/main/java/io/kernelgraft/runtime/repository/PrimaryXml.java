package io.kernelgraft.runtime.repository;

import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import io.kernelgraft.contract.image.Nevra;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** {@code primary.xml}, streamed: only what is looked for is kept. */
final class PrimaryXml {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final XMLStreamReader xml;
    private String name = "";
    private String arch = "";
    private String evr = "";
    private String sha256 = "";
    private String size = "";
    private String href = "";

    private PrimaryXml(XMLStreamReader xml) {
        this.xml = xml;
    }

    static List<ListedRpm> find(InputStream in, Set<Nevra> wanted) throws XMLStreamException {
        XMLStreamReader xml = SafeXml.read(in);
        List<ListedRpm> found = new ArrayList<>();
        while (xml.hasNext()) {
            if (xml.next() == START_ELEMENT && xml.getLocalName().equals("package")) {
                PrimaryXml one = new PrimaryXml(xml);
                one.readPackage();
                wanted.stream().filter(one::is).findFirst().ifPresent(nevra -> found.add(one.listed(nevra)));
            }
        }
        return found;
    }

    /** Every package of one of these names. */
    static List<ListedRpm> named(InputStream in, Set<String> names) throws XMLStreamException {
        XMLStreamReader xml = SafeXml.read(in);
        List<ListedRpm> found = new ArrayList<>();
        while (xml.hasNext()) {
            if (xml.next() == START_ELEMENT && xml.getLocalName().equals("package")) {
                PrimaryXml one = new PrimaryXml(xml);
                one.readPackage();
                if (names.contains(one.name)) {
                    found.add(one.listed(Nevra.parse(one.name + "-" + one.evr + "." + one.arch)));
                }
            }
        }
        return found;
    }

    private void readPackage() throws XMLStreamException {
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == END_ELEMENT && xml.getLocalName().equals("package")) {
                return;
            }
            if (event == START_ELEMENT) {
                element();
            }
        }
    }

    private void element() throws XMLStreamException {
        switch (xml.getLocalName()) {
            case "name" -> name = xml.getElementText();
            case "arch" -> arch = xml.getElementText();
            case "version" ->
                evr = SafeXml.attribute(xml, "epoch") + ":" + SafeXml.attribute(xml, "ver") + "-"
                        + SafeXml.attribute(xml, "rel");
            case "checksum" -> sha256 = SafeXml.attribute(xml, "type").equals("sha256") ? xml.getElementText() : "";
            case "size" -> size = SafeXml.attribute(xml, "package");
            case "location" -> href = SafeXml.attribute(xml, "href");
            default -> {
                // Description, dependencies, files: not needed.
            }
        }
    }

    private boolean is(Nevra nevra) {
        return name.equals(nevra.name())
                && arch.equals(nevra.arch())
                && evr.equals(nevra.epoch() + ":" + nevra.version() + "-" + nevra.release());
    }

    private ListedRpm listed(Nevra nevra) {
        if (!SHA256.matcher(sha256).matches() || !size.matches("[1-9][0-9]{0,11}")) {
            throw new IllegalArgumentException("expected " + nevra + " with a sha256 checksum and a size");
        }
        return new ListedRpm(nevra, Href.require(href), sha256, Long.parseLong(size));
    }
}
