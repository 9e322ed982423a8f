package dev.halley.json.jackson3;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonCodecProvider;

/**
 * Makes {@link Jackson3Codec#create()} the codec of clients that were given none, where {@code halley-json-jackson} is
 * not present. Of several modules the order is {@code halley-json-jackson} (priority 0), this one (-10),
 * {@code halley-json-gson} (-20); a codec given to the builder always wins.
 */
public final class Jackson3CodecProvider implements JsonCodecProvider {

    /** Creates the provider; {@link java.util.ServiceLoader} does it. */
    public Jackson3CodecProvider() {}

    @Override
    public String name() {
        return "jackson3";
    }

    @Override
    public int priority() {
        return -10;
    }

    @Override
    public JsonCodec codec() {
        return Shared.CODEC;
    }

    /** A mapper learns its types as it goes, so all clients use one. */
    private static final class Shared {
        static final JsonCodec CODEC = Jackson3Codec.create();
    }
}
