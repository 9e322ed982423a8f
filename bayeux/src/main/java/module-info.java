/** The Bayeux/CometD client. */
module dev.halley.bayeux {
    requires static org.jspecify;
    requires transitive dev.halley.core;

    exports dev.halley.bayeux;
}
