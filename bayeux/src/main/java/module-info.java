/** The Bayeux/CometD client. */
module dev.halley.bayeux {
    requires static org.jspecify;
    requires transitive dev.halley.core;

    exports dev.halley.bayeux;
    exports dev.halley.bayeux.annotation;

    // The command checks channel names before it connects.
    exports dev.halley.bayeux.internal.message to
            dev.halley.cli;
}
