package dev.halley.interop;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which wire a test's clients find: the one that {@code -Dhalley.wire} names; without it the two take turns, from one
 * invocation to the next and from one test to the other, so that each meets every transport. Classes of short tests are
 * {@link BothWires}.
 */
public final class WireTurn implements BeforeEachCallback, AfterEachCallback {
    private static final String PROPERTY = "halley.wire";
    private static final String GIVEN = System.getProperty(PROPERTY);
    private static final String[] WIRES = {"jdk", "netty"};

    /** For what the wires rightly do in different ways. */
    static boolean isNetty() {
        return "netty".equals(System.getProperty(PROPERTY));
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        if (GIVEN == null) {
            String method = test.getRequiredTestMethod().toString();
            System.setProperty(PROPERTY, WIRES[Math.floorMod(method.hashCode() + invocation(test), WIRES.length)]);
        }
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (GIVEN == null) {
            System.clearProperty(PROPERTY);
        }
    }

    /** The number at the end of a parameterized test's id, such as {@code [test-template-invocation:#2]}. */
    private static int invocation(ExtensionContext test) {
        String id = test.getUniqueId();
        int number = id.lastIndexOf('#');
        return number < 0 ? 0 : Integer.parseInt(id.substring(number + 1, id.length() - 1));
    }
}
