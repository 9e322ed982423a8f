package dev.halley.cli;

/** What the process says with its exit code. */
final class ExitCode {
    /** Everything asked for happened, or the user ended it. */
    static final int OK = 0;

    /** A subscribe, publish or call was refused or is unconfirmed, or the server ended the client. */
    static final int FAILED = 1;

    /** The command line is wrong. */
    static final int USAGE = 2;

    /** No connection could be made. */
    static final int UNREACHABLE = 3;

    /** The server or a proxy wants other credentials. */
    static final int UNAUTHORIZED = 4;

    /** Something did not happen in time. */
    static final int TIMED_OUT = 5;

    private ExitCode() {}
}
