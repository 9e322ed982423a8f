package dev.halley.reliability.fuzz;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.ProtocolException;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.HttpOrder;
import dev.halley.internal.http.HttpReply;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.http.ReplyErrors;
import dev.halley.internal.http.Wording;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.ScriptedWire;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A reply: lines of status and headers, a byte 255, the body. Whatever it is, the exchange ends, with the reply or one of
 * the failures that are documented; so does the upgrade that it answers.
 */
final class ReplyTarget {
    private static final int DELETE = 0x7F;
    private static final URI URL = URI.create("https://app.example.com/cometd/connect?token=1");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long MAX_BODY = 1 << 20;
    private static final int EXCHANGES = 30;

    /** What the input says. */
    private record Given(int status, Headers headers, byte[] body) {}

    void run(byte[] input) {
        Given given = given(input);
        VirtualTime time = new VirtualTime();
        ScriptedWire wire = new ScriptedWire(time);
        CookieJar cookies = new CookieJar(time.kernel().time());
        HttpSettings settings =
                new HttpSettings(Headers.empty(), null, true, MAX_BODY, 1 << 16, TIMEOUT, Wording.GENERIC);
        HttpAgent agent = new HttpAgent(
                wire, settings, cookies, time.kernel(), time.kernel().handlers());
        replied(agent.send(HttpOrder.get(URL, TIMEOUT)).reply(), wire, time, given);
        replied(agent.send(HttpOrder.get(URL, TIMEOUT).takingBytes()).reply(), wire, time, given);
        replied(agent.send(HttpOrder.post(URL, "text/plain", "body", TIMEOUT)).reply(), wire, time, given);
        refusedUpgrade(agent, wire, time, given);
        keeps(cookies, time);
        agent.close();
        time.advance(TIMEOUT.multipliedBy(2));
        Claim.that(wire.open() == 0, () -> "left open: " + wire.open());
        Claim.that(time.timers() == 0, () -> "timers left: " + time.timers());
    }

    private static Given given(byte[] input) {
        int head = 0;
        while (head < input.length && input[head] != (byte) 0xFF) {
            head++;
        }
        String[] lines = new String(input, 0, head, StandardCharsets.ISO_8859_1).split("\n", 100);
        String first = lines[0].strip();
        int status = first.matches("[1-5][0-9]{2}") && !first.equals("101") ? Integer.parseInt(first) : 200;
        Headers headers = Headers.empty();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                try {
                    headers = headers.plus(
                            lines[i].substring(0, colon).strip(),
                            lines[i].substring(colon + 1).strip());
                } catch (IllegalArgumentException noHeader) {
                    // no wire lets it through
                    headers = headers.plus("X-Broken", "yes");
                }
            }
        }
        return new Given(status, headers, Arrays.copyOfRange(input, Math.min(input.length, head + 1), input.length));
    }

    private static void replied(CompletableFuture<HttpReply> reply, ScriptedWire wire, VirtualTime time, Given given) {
        for (int i = 0; wire.untaken() > 0; i++) {
            Claim.that(i < EXCHANGES, () -> "redirects do not end");
            PendingExchange exchange = wire.takeExchange();
            Claim.equal(exchange.uri().getScheme(), "https", () -> "scheme after a redirect");
            int cut = given.body.length / 3;
            exchange.respond(
                    given.status,
                    given.headers,
                    Arrays.copyOf(given.body, cut),
                    Arrays.copyOfRange(given.body, cut, given.body.length));
            time.runPending();
        }
        Claim.that(reply.isDone(), () -> "the exchange has not ended");
        try {
            isWhatItSays(reply.join());
        } catch (CompletionException failed) {
            isDocumented(Objects.requireNonNull(failed.getCause()));
        }
    }

    private static void isDocumented(Throwable failure) {
        Claim.that(
                failure instanceof ConnectionException || failure instanceof ProtocolException,
                () -> "not documented: " + failure);
        // A redirect's target is shown, which is a header, and as long as the wire takes one.
        Claim.that(String.valueOf(failure.getMessage()).length() < 100_000, () -> "a long message");
    }

    private static void isWhatItSays(HttpReply reply) {
        int length = reply.bytes() == null ? reply.text().length : reply.bytes().length;
        Claim.that(length <= MAX_BODY, () -> "length: " + length);
        Claim.that(reply.toString().indexOf('\n') < 0, () -> "more than one line: " + reply);
        ConnectionException failure = ReplyErrors.of(reply, "http");
        isOneLine(failure);
        isOneLine(ReplyErrors.unreadable(reply, "http", Wording.GENERIC, new ProtocolException("because", null)));
        Optional<Duration> wait = ReplyErrors.retryAfter(reply.headers());
        Claim.that(wait.isEmpty() || !wait.get().isNegative(), () -> "wait: " + wait);
        Claim.equal(ReplyErrors.isHtml(reply), ReplyErrors.isHtml(reply), () -> "HTML");
    }

    /** Nothing of the network may forge lines of a log, or move a terminal's cursor. */
    private static void isOneLine(HalleyException failure) {
        String message = String.valueOf(failure.getMessage());
        Claim.that(message.chars().noneMatch(Character::isISOControl), () -> "a control character in: " + message);
    }

    private static void refusedUpgrade(HttpAgent agent, ScriptedWire wire, VirtualTime time, Given given) {
        Upgrade upgrade = new Upgrade();
        agent.openWebSocket(URL, java.util.List.of(), upgrade);
        time.runPending();
        if (given.status >= 200) {
            wire.takeSocket()
                    .refuse(
                            given.status,
                            given.headers,
                            new String(given.body, 0, Math.min(given.body.length, 8192), StandardCharsets.UTF_8));
            time.runPending();
            for (int i = 0; upgrade.failure == null && i < EXCHANGES && wire.untaken() > 0; i++) {
                wire.takeSocket().refuse(given.status, given.headers, "again");
                time.runPending();
            }
        }
        time.advance(TIMEOUT.multipliedBy(2));
        ConnectionException failure = upgrade.failure;
        Claim.that(failure != null, () -> "the upgrade has not ended");
        if (failure != null) {
            isDocumented(failure);
        }
    }

    private static void keeps(CookieJar cookies, VirtualTime time) {
        // forgets what has expired
        boolean some = cookies.cookieHeader(URL).isPresent();
        CookieJar other = new CookieJar(time.kernel().time());
        Claim.that(!some || !cookies.lines().isEmpty(), () -> "cookies of nowhere");
        other.restore(cookies.lines());
        Claim.equal(other.lines(), cookies.lines(), () -> "restored cookies");
        for (URI uri : new URI[] {URL, URI.create("http://app.example.com/"), URI.create("https://example.com/x")}) {
            Optional<String> header = cookies.cookieHeader(uri);
            Claim.equal(other.cookieHeader(uri), header, () -> "restored cookies");
            // Those of ASCII: what is above is text, of whichever character set.
            Claim.that(
                    header.stream().flatMapToInt(String::chars).noneMatch(c -> c < ' ' || c == DELETE),
                    () -> "a control character in: " + header);
        }
        Claim.that(
                cookies.cookieHeader(URI.create("https://other.example.org/")).isEmpty(),
                () -> "for another host: " + cookies);
    }
}
