package dev.halley.benchmarks.subject;

/** Which client a name stands for. */
final class Factories {
    private Factories() {}

    static Client.Factory of(Settings settings) throws Exception {
        String name = settings.text("client");
        boolean bayeux = settings.isBayeux();
        if (name.startsWith("halley-")) {
            return bayeux ? HalleyBayeux.factory(settings) : HalleySocketIo.factory(settings);
        }
        return switch (name) {
            case "cometd-java" -> CometdBayeux.factory(settings);
            case "socket.io-client-java" -> JavaSocketIo.factory(settings);
            case "bare-socket" -> BareSocket.factory(settings);
            default -> throw new IllegalArgumentException("client: " + name);
        };
    }
}
