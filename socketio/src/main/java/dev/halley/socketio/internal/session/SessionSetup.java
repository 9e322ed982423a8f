package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.internal.session.EngineListener;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.observe.ClientLog;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.socketio.parser.ParserSettings;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a session stands on.
 *
 * @param context the client's serial context, the engine's too
 * @param executor where the application's providers run
 * @param engines opens what one {@code connect()} needs until its end
 */
public record SessionSetup(
        Kernel kernel,
        SerialContext context,
        Executor executor,
        ClientLog log,
        Hub hub,
        Engines engines,
        PacketParser parser,
        ParserSettings parserSettings,
        SessionSettings settings) {

    /** Who is told what the client says of itself. In the context; must not throw. */
    public interface Hub {
        void changed(ConnectionState from, ConnectionState to, @Nullable Throwable cause);

        void raise(ClientEvent event);

        void engine(EngineEvent event);
    }

    /** The engine's side. In the context. */
    @FunctionalInterface
    public interface Engines {
        /**
         * The application connects.
         *
         * @throws IllegalArgumentException if the wire can't do what the settings ask
         */
        Lease acquire();

        /** The wire, the cookies, what was learnt of the server: until the client ends. */
        interface Lease {
            /**
             * A new connection.
             *
             * @throws IllegalArgumentException if the URL can't be used
             */
            EngineSession connect(URI url, Map<String, String> headers, EngineListener listener);

            /**
             * The server was found to speak the older version of the protocol; the next connection may do so.
             *
             * @return false when the settings, or an earlier finding, leave no choice
             */
            boolean fallBack();

            /** Completes when nothing is left. */
            CompletableFuture<Void> release();
        }
    }
}
