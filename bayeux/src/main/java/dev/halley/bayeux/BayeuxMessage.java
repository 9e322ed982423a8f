package dev.halley.bayeux;

import dev.halley.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * A message that the server sent: an event of a channel, the answer of a service, or the reply to a request. Immutable
 * and thread-safe; payload and fields are decoded when they are asked for.
 */
public interface BayeuxMessage {
    /**
     * The channel.
     *
     * @return the channel's name
     */
    String channel();

    /**
     * The message's id.
     *
     * @return the id, or null; ids that the server sent as JSON numbers are given as text
     */
    @Nullable String id();

    /**
     * Whether the server said that a request succeeded.
     *
     * @return the field {@code successful}; false where there is none, as in events
     */
    boolean isSuccessful();

    /**
     * Whether there is a payload, JSON's null included.
     *
     * @return whether the message has the field {@code data}
     */
    boolean hasData();

    /**
     * The payload as {@code Map}, {@code List}, {@code String}, {@code Boolean}, number or null.
     *
     * @return the payload; null when it is JSON's null or absent
     * @throws dev.halley.json.JsonException if the codec can't read it
     */
    @Nullable Object data();

    /**
     * The payload as a class or record.
     *
     * @param type the wanted class
     * @param <T> the wanted type
     * @return the payload; null when it is JSON's null or absent
     * @throws dev.halley.json.JsonException if it does not fit the type
     */
    <T> @Nullable T data(Class<T> type);

    /**
     * The payload as a type with type arguments.
     *
     * @param type the wanted type
     * @param <T> the wanted type
     * @return the payload; null when it is JSON's null or absent
     * @throws dev.halley.json.JsonException if it does not fit the type
     */
    <T> @Nullable T data(TypeRef<T> type);

    /**
     * The payload's JSON text as it was received.
     *
     * @return JSON text; {@code null} when there is no payload
     */
    String dataJson();

    /**
     * Any top-level field as {@code Map}, {@code List}, {@code String}, {@code Boolean}, number or null. The client's
     * codec is for payloads and not asked.
     *
     * @param name the field's name, such as {@code ext}
     * @return its value; null when it is JSON's null or absent
     */
    @Nullable Object field(String name);

    /**
     * The whole message as it was received. It may hold the client id, which is a secret: don't log it.
     *
     * @return JSON text
     */
    String json();

    /**
     * Says that the message is processed, where the client was built with
     * {@link BayeuxClientBuilder#manualAck manualAck(true)}; any thread, any number of times. One call is enough, also
     * where several consumers have the message. Without manual mode it ends the waiting for this message's consumers;
     * where the client keeps no positions it does nothing. With a {@code PositionStore} the call may take as long as the
     * store does.
     */
    default void ack() {}

    /**
     * The message for logs: the JSON text, shortened, with the client id masked.
     *
     * @return text for people
     */
    @Override
    String toString();
}
