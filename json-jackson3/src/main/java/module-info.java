/**
 * A JSON codec over Jackson 3.
 *
 * @provides dev.halley.json.JsonCodecProvider the codec as {@code jackson3}, with priority -10
 */
module dev.halley.json.jackson3 {
    requires static org.jspecify;
    requires transitive dev.halley.core;
    requires transitive tools.jackson.databind;
    requires com.fasterxml.jackson.annotation;
    requires tools.jackson.core;

    exports dev.halley.json.jackson3;

    provides dev.halley.json.JsonCodecProvider with
            dev.halley.json.jackson3.Jackson3CodecProvider;
}
