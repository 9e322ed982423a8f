package dev.halley.cli;

import dev.halley.ClientBuilder;
import dev.halley.ConnectionException;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Token;
import dev.halley.bayeux.TokenAuth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** Where and how to connect; shared by the commands that do. */
final class ConnectionOptions {
    /** What pub and call put up with. */
    static final Durations.Limit TEN_SECONDS = new Durations.Limit(Duration.ofSeconds(10));

    /** A first connection that does not come about is known within 10 s, the start of the JVM included. */
    private static final Duration FIRST_CONNECTION = Duration.ofSeconds(8);

    @Parameters(
            index = "0",
            paramLabel = "URL",
            converter = Values.Word.class,
            description = "The server's URL, such as http://localhost:8080/cometd.")
    private String url = "";

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            converter = TransportConverter.class,
            description = "websocket or long-polling. Repeat it to allow several, in this order"
                    + " (default: websocket, then long-polling).")
    private List<ConnectionType> transports = new ArrayList<>();

    @Option(
            names = "--header",
            paramLabel = "'K: V'",
            converter = HeaderConverter.class,
            description = "A header for every HTTP request and WebSocket upgrade. Repeatable.")
    private List<Header> headers = new ArrayList<>();

    @Option(
            names = "--connection-timeout",
            paramLabel = "10s|none",
            converter = Durations.LimitConverter.class,
            description = "How long to put up with having no connection. Default: none for sub, 10s for pub and call.")
    private Durations.@Nullable Limit connectionTimeout;

    @Option(
            names = "--auth-command",
            paramLabel = "CMD",
            description = "A shell command that prints a bearer token; run at first, and again when the server refuses"
                    + " the token.")
    private @Nullable String authCommand;

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    /** A request header. */
    record Header(String name, String value) {}

    /** How long to go on without a connection; null for ever. */
    @Nullable Duration connectionTimeout(Durations.Limit otherwise) {
        return (connectionTimeout == null ? otherwise : connectionTimeout).duration();
    }

    /** The transports that were asked for, or all. */
    List<ConnectionType> transports() {
        return transports.isEmpty() ? List.of(ConnectionType.values()) : List.copyOf(transports);
    }

    /**
     * Builds the client. Nothing is connected yet.
     *
     * @throws IllegalArgumentException if the options make no sense together
     */
    BayeuxClient build(Durations.Limit otherwise) {
        return builder(otherwise, transports()).build();
    }

    /**
     * The client's configuration, with these transports.
     *
     * @throws IllegalArgumentException if the options make no sense together
     */
    BayeuxClientBuilder builder(Durations.Limit otherwise, List<ConnectionType> ways) {
        Duration limit = connectionTimeout(otherwise);
        Duration first = firstConnection(limit);
        BayeuxClientBuilder builder = BayeuxClient.builder(url)
                .name("halley")
                .jsonCodec(new RawCodec())
                .connectionTimeout(limit)
                .transports(ways.get(0), ways.subList(1, ways.size()).toArray(ConnectionType[]::new))
                // So that the last transport has its chance when the first ones get no answer at all.
                .connectTimeout(first.dividedBy(ways.size()));
        if (authCommand != null) {
            TokenCommand command = new TokenCommand(authCommand);
            builder.auth(TokenAuth.bearerFrom(() -> new Token(command.token(), null)));
        }
        applyTo(builder);
        return builder;
    }

    /** What is not Bayeux's. */
    void applyTo(ClientBuilder<?> builder) {
        for (Header header : headers) {
            builder.header(header.name(), header.value());
        }
        network.applyTo(builder);
    }

    /** The URL as it was given. */
    String url() {
        return url;
    }

    /**
     * Makes the first connection.
     *
     * @throws OpeningException if it could not be made in time; the client is closed then
     */
    void open(BayeuxClient client, Durations.Limit otherwise) {
        Duration limit = firstConnection(connectionTimeout(otherwise));
        CompletableFuture<?> opening = client.async().open();
        try {
            opening.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new OpeningException(Failure.unwrap(e));
        } catch (TimeoutException e) {
            client.async().close();
            throw new OpeningException(new ConnectionException(
                    "No answer from " + shownUrl() + " within " + Durations.text(limit)
                            + ": is it the right host and port, and does a firewall or proxy stand between?",
                    ConnectionException.Details.NONE,
                    e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.async().close();
            throw new OpeningException(e);
        }
    }

    /** The URL without what may be secret in it. */
    String shownUrl() {
        return url.replaceFirst("//[^/@]*@", "//").replaceFirst("[?#].*", "");
    }

    private static Duration firstConnection(@Nullable Duration limit) {
        return limit == null || limit.compareTo(FIRST_CONNECTION) > 0 ? FIRST_CONNECTION : limit;
    }

    /** The first connection failed; the cause says how. */
    static final class OpeningException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Throwable failure;

        OpeningException(Throwable failure) {
            super(failure);
            this.failure = failure;
        }

        Throwable failure() {
            return failure;
        }
    }

    /** A transport's name, for picocli. */
    static final class TransportConverter implements ITypeConverter<ConnectionType> {
        @Override
        public ConnectionType convert(String value) {
            return ConnectionType.ofWireName(value)
                    .orElseThrow(
                            () -> new TypeConversionException("'" + value + "' (expected: websocket or long-polling)"));
        }
    }

    /** A header, for picocli. Its message does not repeat the value, which may be a secret. */
    static final class HeaderConverter implements ITypeConverter<Header> {
        @Override
        public Header convert(String value) {
            int colon = value.indexOf(':');
            if (colon <= 0) {
                throw new TypeConversionException("no colon (expected: 'Name: value', in quotes)");
            }
            return new Header(
                    value.substring(0, colon).strip(),
                    value.substring(colon + 1).strip());
        }
    }
}
