package dev.halley.bayeux.internal.dispatch;

import dev.halley.bayeux.BayeuxMessage;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** The application's handler in one of the three forms it may have. Called on the client's executor. */
public sealed interface MessageHandler {
    /** The application's own object, by which two registrations of the same handler are recognised (P44). */
    Object identity();

    /** Whether the application sees the message itself, and so can acknowledge it. */
    boolean seesMessage();

    /** One message at a time. */
    record Each(Object identity, boolean seesMessage, Consumer<? super BayeuxMessage> body) implements MessageHandler {}

    /** One message at a time; the next one when the stage has ended. */
    record Staged(
            Object identity, boolean seesMessage, Function<? super BayeuxMessage, ? extends CompletionStage<?>> body)
            implements MessageHandler {}

    /** Whatever waits, in one call. */
    record Batched(Object identity, boolean seesMessage, Consumer<? super List<BayeuxMessage>> body)
            implements MessageHandler {}
}
