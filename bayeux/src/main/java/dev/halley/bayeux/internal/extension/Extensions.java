package dev.halley.bayeux.internal.extension;

import dev.halley.bayeux.AuthExtension;
import dev.halley.bayeux.Extension;
import dev.halley.bayeux.ExtensionMessage;
import dev.halley.bayeux.ExtensionPayload;
import dev.halley.bayeux.MessageExtension;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the application added, in order. Immutable; any thread.
 *
 * @param list the extensions in the order in which they were added
 * @param auth the one that renews credentials, or null
 */
public record Extensions(List<Extension> list, @Nullable AuthExtension auth) {
    public static final Extensions NONE = new Extensions(List.of(), null);

    public Extensions {
        list = List.copyOf(list);
    }

    /** Whom outgoing payloads pass, in order: those that look at them at all. */
    List<Extension> outgoing() {
        List<Extension> chain = new ArrayList<>(list);
        if (auth != null) {
            chain.add(auth);
        }
        chain.removeIf(extension -> !looks(extension, "outgoing", "send"));
        return chain;
    }

    /** Whom incoming payloads pass, in order: those that look at them at all. */
    List<Extension> incoming() {
        List<Extension> chain = new ArrayList<>(list);
        if (auth != null) {
            chain.add(0, auth);
        }
        chain.removeIf(extension -> !looks(extension, "incoming", "receive"));
        return chain;
    }

    /** Whether a method is more than the default, which lets everything pass: a payload need not change threads for it. */
    private static boolean looks(Extension extension, String payloads, String messages) {
        Class<?> declaring = declaring(extension, payloads, ExtensionPayload.class);
        return declaring == MessageExtension.class
                ? declaring(extension, messages, ExtensionMessage.class) != MessageExtension.class
                : declaring != Extension.class;
    }

    private static @Nullable Class<?> declaring(Extension extension, String method, Class<?> parameter) {
        try {
            return extension.getClass().getMethod(method, parameter).getDeclaringClass();
        } catch (NoSuchMethodException notVisible) {
            // a native image without reflection: it is asked
            return null;
        }
    }

    /** How texts name an extension. */
    static String name(Extension extension) {
        String simple = extension.getClass().getSimpleName();
        return simple.isEmpty() ? extension.getClass().getName() : simple;
    }

    /** The classes alone: an extension may hold credentials. */
    @Override
    public String toString() {
        return "Extensions" + list.stream().map(Extensions::name).toList() + (auth == null ? "" : " and " + name(auth));
    }
}
