package dev.halley.reliability.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What became of the mutants of a unit.
 *
 * @param killed how many made a test fail
 * @param timedOut how many let a test take so much longer that it was ended
 * @param survived how many no test noticed
 * @param notCovered how many no test reaches
 */
public record Mutants(int killed, int timedOut, int survived, int notCovered) {
    /** None. */
    public static final Mutants NONE = new Mutants(0, 0, 0, 0);

    /**
     * Reads a report.
     *
     * @param report the file {@code mutations.xml} of PIT
     * @return its counts
     * @throws IOException if it can't be read
     */
    public static Mutants read(Path report) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        Mutants mutants = NONE;
        try (InputStream bytes = Files.newInputStream(report)) {
            XMLStreamReader reader = factory.createXMLStreamReader(bytes);
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamReader.START_ELEMENT
                        && reader.getLocalName().equals("mutation")) {
                    mutants = mutants.plus(one(reader.getAttributeValue(null, "status")));
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("report: " + report + " (expected: XML as PIT writes it)", e);
        }
        return mutants;
    }

    private static Mutants one(String status) {
        return switch (status) {
            case "KILLED", "MEMORY_ERROR" -> new Mutants(1, 0, 0, 0);
            case "TIMED_OUT" -> new Mutants(0, 1, 0, 0);
            case "NO_COVERAGE" -> new Mutants(0, 0, 0, 1);
            case "NON_VIABLE" -> NONE;
            // What PIT could not tell counts as unnoticed.
            default -> new Mutants(0, 0, 1, 0);
        };
    }

    /**
     * Both together.
     *
     * @param other some more
     * @return the sums
     */
    public Mutants plus(Mutants other) {
        return new Mutants(
                killed + other.killed,
                timedOut + other.timedOut,
                survived + other.survived,
                notCovered + other.notCovered);
    }

    /**
     * All of them.
     *
     * @return the sum
     */
    public int total() {
        return killed + timedOut + survived + notCovered;
    }

    /**
     * The share that tests noticed, be it by a time-out.
     *
     * @return 0 to 100; 0 when there are none
     */
    public double percent() {
        return total() == 0 ? 0 : 100.0 * (killed + timedOut) / total();
    }
}
