package dev.halley.bayeux.internal.session;

/** What kind of failure it was, as far as it decides what follows. */
enum Trouble {
    /** The exchange broke or timed out, or its reply can't be used. */
    BROKEN,
    /** Nobody was there: whichever transport had been used, it would have failed. */
    UNREACHABLE,
    /** New credentials may mend it. */
    AUTHENTICATION,
    /** The server does not know the client: its code says so, which is a hint only (P73). */
    UNKNOWN_CLIENT,
    /** The server has no room now and asks to come again. */
    BUSY,
    /** The server refused for another reason. */
    REFUSED
}
