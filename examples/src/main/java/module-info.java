/** Small programs that the documentation quotes. */
module dev.halley.examples {
    requires static org.jspecify;
    requires dev.halley.bayeux;

    exports dev.halley.examples;
}
