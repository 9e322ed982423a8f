package dev.halley.interop;

import java.util.List;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which wire a test's clients find: the one that {@code -Dhalley.wire} names; without it the two take turns, from one
 * invocation to the next and from one test to the other, so that each meets every transport. Classes of short tests are
 * {@link BothWires}.
 */
public final class WireTurn implements BeforeEachCallback {
    static final String PROPERTY = "halley.wire";
    static final List<String> WIRES = List.of("jdk", "netty");

    /** The one that clients find now. */
    public static String wire() {
        return System.getProperty(PROPERTY);
    }

    /** For what the wires rightly do in different ways. */
    public static boolean isNetty() {
        return "netty".equals(wire());
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        if (System.getProperty(PROPERTY) == null) {
            String method = test.getRequiredTestMethod().toString();
            give(test, WIRES.get(Math.floorMod(method.hashCode() + invocation(test), WIRES.size())));
        }
    }

    /** Until the end of the test, or of the run of a class. */
    static void give(ExtensionContext to, String wire) {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, wire);
            to.getStore(ExtensionContext.Namespace.create(WireTurn.class))
                    .put(PROPERTY, (AutoCloseable) () -> System.clearProperty(PROPERTY));
        }
    }

    /** The number at the end of a parameterized test's id, such as {@code [test-template-invocation:#2]}. */
    private static int invocation(ExtensionContext test) {
        String id = test.getUniqueId();
        int number = id.lastIndexOf('#');
        return number < 0 ? 0 : Integer.parseInt(id.substring(number + 1, id.length() - 1));
    }
}
