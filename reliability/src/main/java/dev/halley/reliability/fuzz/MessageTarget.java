package dev.halley.reliability.fuzz;

import dev.halley.ProtocolException;
import dev.halley.bayeux.internal.extension.AuthFailures;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.message.BayeuxError;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.json.JsonValues;
import dev.halley.json.JsonException;
import dev.halley.json.jackson.JacksonCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Bayeux: what a body or frame brings, and everything that is asked of a message. */
final class MessageTarget {
    private static final long LONGEST = Duration.ofDays(7).toMillis();

    void run(byte[] input) {
        char[] text = Input.text(input);
        MessageReader reader = new MessageReader(JacksonCodec.create(), "long-polling");
        MessageReader.Batch batch;
        try {
            batch = reader.read(text, text.length);
        } catch (ProtocolException refused) {
            Claim.isReadable(refused);
            return;
        }
        List<ReceivedMessage> messages = batch.messages();
        messages.forEach(MessageTarget::isWhatItSays);
        // The same again, by a reader that remembers channels.
        List<ReceivedMessage> again = reader.read(text, text.length).messages();
        Claim.equal(
                again.stream().map(ReceivedMessage::channel).toList(),
                messages.stream().map(ReceivedMessage::channel).toList(),
                () -> "channels");
    }

    private static void isWhatItSays(ReceivedMessage message) {
        Map<?, ?> fields = (Map<?, ?>) JsonValues.parse(message.json());
        Claim.that(fields != null, () -> "no object: " + message.json());
        if (fields == null) {
            return;
        }
        Object channel = fields.get("channel");
        Claim.that(
                channel instanceof Number || message.channel().equals(channel), () -> "channel: " + message.channel());
        Claim.equal(message.isSuccessful(), Boolean.TRUE.equals(fields.get("successful")), () -> "successful");
        Claim.equal(message.isReply(), fields.get("successful") instanceof Boolean, () -> "a reply");
        Claim.equal(message.hasData(), fields.containsKey("data"), () -> "has data");
        Claim.equal(JsonValues.parse(message.dataJson()), fields.get("data"), () -> "data");
        Claim.equal(message.field("ext"), fields.get("ext"), () -> "ext");
        try {
            Claim.equal(message.data(), fields.get("data"), () -> "decoded data");
        } catch (JsonException documented) {
            Claim.isReadable(documented);
        }
        if (message.replayId() != null) {
            Claim.that(fields.get("data") instanceof Map<?, ?>, () -> "replayId: " + message.replayId());
        }
        Claim.that(message.toString().length() < 4_000, () -> "long: " + message);
        isAnError(message);
        Advice advice = message.advice();
        if (advice != null) {
            isWithinBounds(advice);
            isWithinBounds(advice.after(Advice.DEFAULT));
        }
    }

    private static void isAnError(ReceivedMessage message) {
        BayeuxError error = BayeuxError.parse(message.error());
        Claim.that(error.code() == null || error.code() >= 0 && error.code() <= 999, () -> "code: " + error.code());
        String whole = message.error() == null ? "" : message.error();
        Claim.that(whole.endsWith(error.text()), () -> "text: " + error.text());
        Claim.that(BayeuxError.refusal("subscribe", message).getMessage() != null, () -> "no words");
        boolean both = AuthFailures.isAuthentication(message) && AuthFailures.isUnknownClient(message);
        Claim.that(!both, () -> "an unknown client and wrong credentials");
        Claim.that(AuthFailures.failureReason(message) != null, () -> "no reason");
    }

    private static void isWithinBounds(Advice advice) {
        for (long millis : new long[] {advice.intervalMillis(), advice.timeoutMillis(), advice.maxIntervalMillis()}) {
            Claim.that(millis >= -1 && millis <= LONGEST, () -> "advice: " + advice);
        }
    }
}
