package dev.halley.cli;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.OperationTimeoutException;
import dev.halley.OverflowException;
import dev.halley.ProtocolException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.NamespaceRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a failure is to the user: an exit code, and one line that says what happened and what to try. The one place
 * where exceptions become exit codes. Pure.
 *
 * @param code the exit code
 * @param text what happened
 * @param hint what to try; null when the text says it
 */
record Failure(int code, String text, @Nullable String hint) {
    private static final String CREDENTIALS = "--header 'Authorization: Bearer TOKEN', with a token that is valid now";

    /** A failure of the first connection. */
    static Failure opening(Throwable thrown) {
        Throwable failure = unwrap(thrown);
        if (failure instanceof OperationTimeoutException || failure instanceof ProtocolException) {
            return new Failure(
                    ExitCode.UNREACHABLE,
                    text(failure),
                    "another URL, or --transport long-polling if WebSocket is blocked");
        }
        // Nothing of the application's was sent yet, whatever became of the handshake.
        if (failure instanceof UnconfirmedException && !unauthorized(failure)) {
            return new Failure(ExitCode.UNREACHABLE, text(failure), null);
        }
        return of(failure);
    }

    /** A failure after the first connection, or one that has nothing to do with connections. */
    static Failure running(Throwable thrown) {
        return of(unwrap(thrown));
    }

    private static Failure of(Throwable failure) {
        String text = text(failure);
        if (failure instanceof Demo.DemoFailedException) {
            return new Failure(ExitCode.FAILED, text, "halley demo --verbose, and report what it says");
        }
        String token = tokenFailure(failure);
        if (token != null) {
            return new Failure(ExitCode.UNAUTHORIZED, token, "the command by itself");
        }
        if (unauthorized(failure)) {
            return new Failure(ExitCode.UNAUTHORIZED, text, CREDENTIALS);
        }
        if (failure instanceof BayeuxRefusedException) {
            return new Failure(
                    ExitCode.FAILED, text, "another channel, or ask the server's owner for the right to this one");
        }
        if (failure instanceof NamespaceRefusedException) {
            return new Failure(
                    ExitCode.FAILED, text, "--auth, with what the server wants to see, or another --namespace");
        }
        if (failure instanceof DisconnectedException end && end.reason() == DisconnectReason.SERVER) {
            return new Failure(ExitCode.FAILED, "the server ended the connection", "running the command again");
        }
        if (failure instanceof ClosedException || failure instanceof DisconnectedException) {
            return new Failure(ExitCode.FAILED, text, "running the command again");
        }
        if (failure instanceof OperationTimeoutException) {
            return new Failure(ExitCode.TIMED_OUT, text, "a longer time limit, or look whether the server is well");
        }
        // Above ConnectionException, its superclass.
        if (failure instanceof UnconfirmedException) {
            return new Failure(ExitCode.FAILED, text, "looking whether the server has it before sending it again");
        }
        // Its words hold the remedy.
        if (failure instanceof ConnectionException) {
            return new Failure(ExitCode.UNREACHABLE, text, null);
        }
        if (failure instanceof ProtocolException || failure instanceof OverflowException) {
            return new Failure(ExitCode.FAILED, text, "running the command again, with --verbose");
        }
        if (failure instanceof IllegalArgumentException) {
            return new Failure(ExitCode.USAGE, text, "--help");
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            return new Failure(ExitCode.FAILED, text, null);
        }
        return new Failure(ExitCode.FAILED, "unexpected: " + failure, "--verbose, and report what it says");
    }

    /** The line for standard error. */
    String line() {
        return hint == null ? "halley: " + text : "halley: " + text + " (try: " + hint + ")";
    }

    /** The failure without the wrappers that futures put around it. */
    static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    /** Its message, with those of the other transports that were tried where they say something else. */
    private static String text(Throwable failure) {
        List<String> texts = new ArrayList<>();
        texts.add(message(failure));
        Throwable origin = failure;
        while (origin.getSuppressed().length == 0 && origin.getCause() != null) {
            origin = origin.getCause();
        }
        for (Throwable other : origin.getSuppressed()) {
            texts.add(message(other));
        }
        // The same host over WebSocket and over HTTP differs in the scheme only.
        return texts.stream()
                .map(text -> text.replace("ws://", "http://").replace("wss://", "https://"))
                .distinct()
                .collect(Collectors.joining(" Also: "));
    }

    /** The failure's message, or its name where it has none. */
    static String message(Throwable failure) {
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }

    private static @Nullable String tokenFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TokenCommand.FailedException failed) {
                return message(failed);
            }
        }
        return null;
    }

    /** Whether this failure, a cause of it, or one that it suppressed is about credentials. */
    private static boolean unauthorized(Throwable failure) {
        return unauthorized(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean unauthorized(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return false;
        }
        if (failure instanceof ConnectionException connection
                && connection.details().unauthorized()) {
            return true;
        }
        if (failure instanceof BayeuxRefusedException refusal && unauthorized(refusal)) {
            return true;
        }
        for (Throwable other : failure.getSuppressed()) {
            if (unauthorized(other, seen)) {
                return true;
            }
        }
        return unauthorized(failure.getCause(), seen);
    }

    /** A refused subscribe with 403 is about rights to a channel; a refused handshake with 403 is about who one is. */
    private static boolean unauthorized(BayeuxRefusedException refusal) {
        BayeuxMessage reply = refusal.reply();
        Integer error = refusal.errorCode();
        if (reply == null || error == null) {
            return false;
        }
        return switch (reply.channel()) {
            case "/meta/handshake" -> error == 401 || error == 403 || error == 407;
            case "/meta/connect" -> error == 401;
            default -> false;
        };
    }
}
