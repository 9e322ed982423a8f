/**
 * The default JSON codec, over Jackson 2.
 *
 * @provides dev.halley.json.JsonCodecProvider the codec as {@code jackson}, with priority 0
 */
module dev.halley.json.jackson {
    requires static org.jspecify;
    requires transitive com.fasterxml.jackson.databind;
    requires transitive dev.halley.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;

    exports dev.halley.json.jackson;

    provides dev.halley.json.JsonCodecProvider with
            dev.halley.json.jackson.JacksonCodecProvider;
}
