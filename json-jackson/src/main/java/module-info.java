/** The default JSON codec, over Jackson 3. */
module dev.halley.json.jackson {
    requires static org.jspecify;
    requires dev.halley.core;
    requires tools.jackson.databind;

    exports dev.halley.json.jackson;
}
