package dev.halley.cli;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.internal.json.JsonValues;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SocketIoClient;
import dev.halley.socketio.SocketIoClientBuilder;
import dev.halley.socketio.msgpack.MsgPackParser;
import dev.halley.socketio.parser.PacketParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Where and how to connect over Socket.IO; shared by the commands that do. */
final class SocketIoOptions {
    /** A first connection that does not come about is known within 10 s, the start of the JVM included. */
    private static final Duration FIRST_CONNECTION = Duration.ofSeconds(8);

    @Parameters(
            index = "0",
            paramLabel = "URL",
            converter = Values.Word.class,
            description = "The server's URL, such as http://localhost:3000. A query in it is sent along.")
    private String url = "";

    @Option(
            names = "--namespace",
            paramLabel = "/x",
            converter = Values.Word.class,
            description = "A namespace to join (default: /). listen takes several.")
    private List<String> namespaces = new ArrayList<>();

    @Option(
            names = "--auth",
            paramLabel = "JSON",
            converter = AuthConverter.class,
            description = "A JSON object that the server gets when a namespace is joined. Servers of 2.x and older read"
                    + " credentials from the URL's query.")
    private @Nullable Auth auth;

    @Option(
            names = "--header",
            paramLabel = "'K: V'",
            converter = ConnectionOptions.HeaderConverter.class,
            description = "A header for every HTTP request and WebSocket upgrade. Repeatable.")
    private List<ConnectionOptions.Header> headers = new ArrayList<>();

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            converter = TransportConverter.class,
            description =
                    "websocket or polling. Repeat it to allow both, in this order (default: polling, then an upgrade"
                            + " to websocket).")
    private List<EngineTransport> transports = new ArrayList<>();

    @Option(
            names = "--path",
            paramLabel = "/socket.io",
            converter = Values.Word.class,
            description = "Where the server listens (default: /socket.io).")
    private @Nullable String path;

    @Option(
            names = "--eio",
            paramLabel = "3|4",
            converter = VersionConverter.class,
            description = "The version of Engine.IO (default: found out).")
    private @Nullable EngineVersion version;

    @Option(
            names = "--parser",
            paramLabel = "NAME",
            defaultValue = "json",
            converter = ParserConverter.class,
            description = "json or msgpack, as the server has it (default: ${DEFAULT-VALUE}).")
    private PacketParser parser = PacketParser.json();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    /** Credentials; of a type of their own, for picocli has its own idea of maps. */
    record Auth(Map<?, ?> value) {
        @Override
        public String toString() {
            return "Auth";
        }
    }

    /** The namespaces to join: those that were named, or the default one. */
    List<String> namespaces() {
        return namespaces.isEmpty()
                ? List.of("/")
                : namespaces.stream()
                        .map(name -> name.startsWith("/") ? name : "/" + name)
                        .distinct()
                        .toList();
    }

    /**
     * Builds the client. Nothing is connected yet.
     *
     * @throws IllegalArgumentException if the options make no sense together
     */
    SocketIoClient build() {
        SocketIoClientBuilder builder = SocketIoClient.builder()
                .name("halley")
                .jsonCodec(new RawCodec())
                .parser(parser)
                .engine(options -> options.withVersion(version));
        for (ConnectionOptions.Header header : headers) {
            builder.header(header.name(), header.value());
        }
        network.applyTo(builder);
        return builder.build();
    }

    /**
     * Connects, and joins the namespaces.
     *
     * @throws ConnectionOptions.OpeningException if that could not be done in time; the client is closed then
     */
    void open(SocketIoClient client) {
        ConnectOptions options =
                ConnectOptions.to(url).onlyNamespaces(namespaces().toArray(String[]::new));
        if (auth != null) {
            options = options.auth(auth.value());
        }
        if (!transports.isEmpty()) {
            options = options.transports(
                    transports.get(0), transports.subList(1, transports.size()).toArray(EngineTransport[]::new));
        }
        if (path != null) {
            options = options.path(path);
        }
        CompletableFuture<?> opening = client.async().connect(options);
        try {
            opening.get(FIRST_CONNECTION.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new ConnectionOptions.OpeningException(Failure.unwrap(e));
        } catch (TimeoutException e) {
            client.async().close();
            throw new ConnectionOptions.OpeningException(new ConnectionException(
                    "No answer from " + shownUrl() + " within " + Durations.text(FIRST_CONNECTION)
                            + ": is it the right host and port, and does a firewall or proxy stand between?",
                    ConnectionException.Details.NONE,
                    e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.async().close();
            throw new ConnectionOptions.OpeningException(e);
        }
    }

    /** The URL without what may be secret in it. */
    private String shownUrl() {
        return url.replaceFirst("//[^/@]*@", "//").replaceFirst("[?#].*", "");
    }

    /** A transport's name, for picocli. */
    static final class TransportConverter implements ITypeConverter<EngineTransport> {
        @Override
        public EngineTransport convert(String value) {
            for (EngineTransport transport : EngineTransport.values()) {
                if (transport.protocolName().equals(value)) {
                    return transport;
                }
            }
            throw new TypeConversionException("'" + value + "' (expected: websocket or polling)");
        }
    }

    /** A version of Engine.IO, for picocli. */
    static final class VersionConverter implements ITypeConverter<EngineVersion> {
        @Override
        public EngineVersion convert(String value) {
            for (EngineVersion version : EngineVersion.values()) {
                if (String.valueOf(version.number()).equals(value)) {
                    return version;
                }
            }
            throw new TypeConversionException("'" + value + "' (expected: 3 or 4)");
        }
    }

    /** A parser's name, for picocli. */
    static final class ParserConverter implements ITypeConverter<PacketParser> {
        @Override
        public PacketParser convert(String value) {
            return switch (value) {
                case "json" -> PacketParser.json();
                case "msgpack" -> MsgPackParser.create();
                default -> throw new TypeConversionException("'" + value + "' (expected: json or msgpack)");
            };
        }
    }

    /** A JSON object, for picocli. Its message does not repeat the value, which may be a secret. */
    static final class AuthConverter implements ITypeConverter<Auth> {
        @Override
        public Auth convert(String value) {
            try {
                if (JsonValues.parse(value) instanceof Map<?, ?> object) {
                    return new Auth(object);
                }
            } catch (ProtocolException e) {
                throw new TypeConversionException("not JSON (expected: an object such as '{\"token\":\"abc\"}')");
            }
            throw new TypeConversionException("no JSON object (expected: such as '{\"token\":\"abc\"}')");
        }
    }
}
