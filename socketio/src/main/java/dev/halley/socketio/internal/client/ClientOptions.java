package dev.halley.socketio.internal.client;

import dev.halley.engineio.EngineOptions;
import dev.halley.internal.loop.TimeSource;
import dev.halley.json.JsonCodec;
import dev.halley.socketio.internal.session.SessionSettings;
import dev.halley.socketio.parser.PacketParser;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a client has beside the options of all protocols.
 *
 * @param codec of payloads
 * @param maxAttachments how many attachments a packet may have
 * @param maxAttachmentBytes how many bytes these may have together
 * @param concurrency how many events of a namespace may be handled at a time
 * @param engineLogger the engine's own logger, or null for the standard one
 */
public record ClientOptions(
        EngineOptions engine,
        PacketParser parser,
        JsonCodec codec,
        int maxAttachments,
        long maxAttachmentBytes,
        SessionSettings session,
        Duration callTimeout,
        int concurrency,
        Function<TimeSource, System.@Nullable Logger> engineLogger) {}
