package dev.halley.interop;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs a class that is {@link BothWires} once with each wire, or with the one that {@code -Dhalley.wire} names. */
final class EachWire implements ClassTemplateInvocationContextProvider {
    @Override
    public boolean supportsClassTemplate(ExtensionContext tests) {
        return true;
    }

    @Override
    public Stream<? extends ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
            ExtensionContext tests) {
        String given = System.getProperty(WireTurn.PROPERTY);
        return given == null ? WireTurn.WIRES.stream().map(Run::new) : Stream.of(new Run(given));
    }

    private record Run(String wire) implements ClassTemplateInvocationContext, BeforeClassTemplateInvocationCallback {
        @Override
        public String getDisplayName(int invocation) {
            return wire;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void beforeClassTemplateInvocation(ExtensionContext run) {
            WireTurn.give(run, wire);
        }
    }
}
