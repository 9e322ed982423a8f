/**
 * A JSON codec over Gson.
 *
 * @provides dev.halley.json.JsonCodecProvider the codec as {@code gson}, with priority -20
 */
module dev.halley.json.gson {
    requires static org.jspecify;
    requires transitive com.google.gson;
    requires transitive dev.halley.core;

    exports dev.halley.json.gson;

    provides dev.halley.json.JsonCodecProvider with
            dev.halley.json.gson.GsonCodecProvider;
}
