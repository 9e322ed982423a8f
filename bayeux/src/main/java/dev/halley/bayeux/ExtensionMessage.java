package dev.halley.bayeux;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message on its way through the extensions. For the thread of the call. */
public interface ExtensionMessage {
    /**
     * The channel.
     *
     * @return the channel's name
     */
    String channel();

    /**
     * The id. Extensions can't change it.
     *
     * @return the id, or null
     */
    @Nullable String id();

    /**
     * A field as {@code Map}, {@code List}, {@code String}, {@code Boolean}, number or null. It is a copy: change fields
     * with {@link #put} and {@link #ext}. Outgoing messages get their {@code clientId} after the extensions.
     *
     * @param field the field's name, such as {@code data}
     * @return its value; null when it is JSON's null or absent
     */
    @Nullable Object get(String field);

    /**
     * Sets a field. {@code data} is encoded by the client's codec, other fields are JSON trees.
     *
     * @param field the field's name
     * @param value its value
     * @throws IllegalArgumentException if the field is {@code channel}, {@code id} or {@code clientId}, of a handshake
     *     also {@code version}, {@code minimumVersion} or {@code supportedConnectionTypes}, or the value is no JSON tree
     */
    void put(String field, @Nullable Object value);

    /**
     * Removes a field.
     *
     * @param field the field's name
     * @throws IllegalArgumentException if it is one that {@link #put} refuses
     */
    void remove(String field);

    /**
     * The field {@code ext}, made when there is none, so that what several extensions put there stands side by side
     * (P41). It is live during the call only; later changes are ignored. To look without making one, use {@link #get}.
     *
     * @return the live object
     */
    Map<String, @Nullable Object> ext();
}
