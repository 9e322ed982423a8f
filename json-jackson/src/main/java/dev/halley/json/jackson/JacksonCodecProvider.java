package dev.halley.json.jackson;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonCodecProvider;

/** Makes {@link JacksonCodec#create()} the default codec. */
public final class JacksonCodecProvider implements JsonCodecProvider {

    /** Creates the provider; {@link java.util.ServiceLoader} does it. */
    public JacksonCodecProvider() {}

    @Override
    public String name() {
        return "jackson";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public JsonCodec codec() {
        return Shared.CODEC;
    }

    /** A mapper learns its types as it goes, so all clients use one. */
    private static final class Shared {
        static final JsonCodec CODEC = JacksonCodec.create();
    }
}
