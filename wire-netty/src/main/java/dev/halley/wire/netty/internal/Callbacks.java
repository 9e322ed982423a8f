package dev.halley.wire.netty.internal;

/** The last place for what a callback throws when there is nobody left to tell. Any thread. */
final class Callbacks {
    private static final System.Logger LOGGER = System.getLogger("dev.halley.wire");

    private Callbacks() {}

    static void report(String what, Throwable thrown) {
        LOGGER.log(System.Logger.Level.ERROR, what, thrown);
    }
}
