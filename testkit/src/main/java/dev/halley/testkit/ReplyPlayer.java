package dev.halley.testkit;

import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/** Does in memory and in virtual time what a reply says. On the test's thread. */
final class ReplyPlayer {
    private ReplyPlayer() {}

    static void play(Reply reply, PendingExchange exchange, ScriptedWire wire) {
        after(reply.pace.delay(), wire, () -> {
            if (exchange.hasEnded()) {
                return;
            }
            switch (reply.action) {
                case HANG -> {
                    // Nothing comes.
                }
                case DROP -> exchange.fail(WireException.Kind.BROKEN);
                case LATER -> {
                    exchange.onAbort(Objects.requireNonNull(reply.later).whenGone());
                    later(reply, wire, now -> play(now, exchange, wire));
                }
                case ANSWER, RAW -> answer(reply, exchange, wire);
                case UPGRADE, FORWARD -> exchange.respond(400, "no WebSocket and no proxy here\n");
            }
        });
    }

    static void play(Reply reply, PendingSocket socket, ScriptedWire wire) {
        after(reply.pace.delay(), wire, () -> {
            if (socket.hasEnded()) {
                return;
            }
            switch (reply.action) {
                case HANG -> {
                    // Nothing comes.
                }
                case DROP -> socket.breakConnection();
                case LATER -> later(reply, wire, now -> play(now, socket, wire));
                case ANSWER, RAW -> message(reply, socket, wire);
                case UPGRADE, FORWARD ->
                    throw new IllegalArgumentException("reply: " + reply + " (expected: one that fits a WebSocket)");
            }
        });
    }

    static void refuse(Reply reply, PendingSocket socket, ScriptedWire wire) {
        after(reply.pace.delay(), wire, () -> {
            if (socket.hasEnded()) {
                return;
            }
            switch (reply.action) {
                case HANG -> {
                    // Nothing comes.
                }
                case DROP -> socket.fail(WireException.Kind.BROKEN);
                case LATER -> later(reply, wire, now -> refuse(now, socket, wire));
                case ANSWER, RAW -> socket.refuse(reply.status, reply.headers, reply.text());
                case UPGRADE -> socket.accept();
                case FORWARD -> socket.refuse(400, reply.headers, "no proxy here\n");
            }
        });
    }

    private static void answer(Reply reply, PendingExchange exchange, ScriptedWire wire) {
        Headers headers = reply.headers;
        byte[] body = reply.body;
        if (reply.coding.gzip()) {
            headers = headers.with("Content-Encoding", "gzip");
            try {
                body = ReplyWriter.gzip(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        exchange.head(reply.status, headers);
        Reply.Pace pace = reply.pace;
        int end = pace.limit() < 0 ? body.length : Math.min(pace.limit(), body.length);
        part(reply, exchange, wire, Arrays.copyOf(body, end), 0);
    }

    private static void part(Reply reply, PendingExchange exchange, ScriptedWire wire, byte[] body, int from) {
        if (exchange.hasEnded()) {
            return;
        }
        Reply.Pace pace = reply.pace;
        int to = pace.part() > 0 ? Math.min(body.length, from + pace.part()) : body.length;
        if (to > from) {
            exchange.body(Arrays.copyOfRange(body, from, to));
        }
        if (to < body.length) {
            after(pace.pause(), wire, () -> part(reply, exchange, wire, body, to));
        } else if (pace.limit() < 0) {
            exchange.end();
        } else if (pace.ending() != null) {
            // After what is on its way.
            wire.post(() -> {
                if (!exchange.hasEnded()) {
                    exchange.fail(WireException.Kind.BROKEN);
                }
            });
        }
    }

    private static void message(Reply reply, PendingSocket socket, ScriptedWire wire) {
        Reply.Pace pace = reply.pace;
        if (pace.limit() < 0) {
            socket.deliverText(reply.text());
            return;
        }
        int end = Math.min(pace.limit(), reply.body.length);
        socket.deliverBeginning(new String(reply.body, 0, end, StandardCharsets.UTF_8));
        if (pace.ending() != null) {
            wire.post(() -> {
                if (!socket.hasEnded()) {
                    socket.breakConnection();
                }
            });
        }
    }

    private static void later(Reply reply, ScriptedWire wire, Consumer<Reply> play) {
        Objects.requireNonNull(reply.later)
                .reply()
                .whenComplete((now, failure) -> wire.post(() -> play.accept(failure == null ? now : Reply.of(500))));
    }

    /** Never inside the caller, so that whoever scripts a reply finishes first. */
    private static void after(Duration delay, ScriptedWire wire, Runnable action) {
        if (delay.isZero()) {
            wire.post(action);
        } else {
            wire.time().kernel().time().schedule(delay.toNanos(), () -> wire.post(action));
        }
    }
}
