package dev.halley.json.gson;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonCodecProvider;

/**
 * Makes {@link GsonCodec#create()} the codec of clients that were given none, where no other codec module is present. Of
 * several the order is {@code halley-json-jackson} (priority 0), {@code halley-json-jackson3} (-10), this one (-20); a
 * codec given to the builder always wins.
 */
public final class GsonCodecProvider implements JsonCodecProvider {

    /** Creates the provider; {@link java.util.ServiceLoader} does it. */
    public GsonCodecProvider() {}

    @Override
    public String name() {
        return "gson";
    }

    @Override
    public int priority() {
        return -20;
    }

    @Override
    public JsonCodec codec() {
        return Shared.CODEC;
    }

    /** Gson learns its types as it goes, so all clients use one. */
    private static final class Shared {
        static final JsonCodec CODEC = GsonCodec.create();
    }
}
