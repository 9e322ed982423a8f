package dev.halley.bayeux.internal.message;

import dev.halley.internal.delivery.Completion;

/** What hears that the application is done with a message. */
public interface Position extends Completion {
    /** The application said so itself; any thread, any number of times. */
    void acknowledge();
}
