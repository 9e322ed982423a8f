package dev.halley.bayeux.internal.extension;

import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.ExtensionMessage;
import dev.halley.bayeux.ExtensionPayload;
import dev.halley.internal.http.HttpAgent;
import dev.halley.json.JsonCodec;
import dev.halley.wire.Headers;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one extension sees of a payload during its call. The extension's thread. */
final class PayloadView<M> implements ExtensionPayload {
    private final Carrier carrier;
    private final Removable<M> messages;
    private final Map<String, String> headers;

    PayloadView(Carrier carrier, List<Content<M>> contents, Headers headers, JsonCodec codec) {
        this.carrier = carrier;
        this.messages = new Removable<>(contents, codec);
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> all.merge(name, value, (first, second) -> first + ", " + second));
        this.headers = carrier.outgoing() ? all : Collections.unmodifiableMap(all);
    }

    @Override
    public List<ExtensionMessage> messages() {
        return messages;
    }

    @Override
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public boolean carriesHeaders() {
        return carrier.withHeaders();
    }

    @Override
    public ConnectionType connectionType() {
        return carrier.type();
    }

    /**
     * What is left.
     *
     * @throws IllegalArgumentException if something can't be written as JSON
     */
    List<Content<M>> result() {
        List<Content<M>> left = new ArrayList<>();
        for (MessageView<M> view : messages.views) {
            left.add(view.result());
        }
        return left;
    }

    /**
     * The headers to send.
     *
     * @throws IllegalArgumentException if one can't be a header, or belongs to the wire
     */
    Headers outgoingHeaders() {
        Headers all = Headers.empty();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            all = all.plus(header.getKey(), header.getValue());
        }
        return HttpAgent.checked(all);
    }

    /** Messages can be taken out and nothing else, so their order stays. */
    private static final class Removable<M> extends AbstractList<ExtensionMessage> {
        private final List<MessageView<M>> views = new ArrayList<>();

        Removable(List<Content<M>> contents, JsonCodec codec) {
            contents.forEach(content -> views.add(new MessageView<>(content, codec)));
        }

        @Override
        public ExtensionMessage get(int index) {
            return views.get(index);
        }

        @Override
        public int size() {
            return views.size();
        }

        @Override
        public ExtensionMessage remove(int index) {
            modCount++;
            return views.remove(index);
        }
    }
}
