package dev.halley.bayeux.internal.extension;

import dev.halley.bayeux.internal.message.Ext;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the messages of one direction are taken apart and put together. Any thread, one after another. */
interface Form<M> {
    String channel(M message);

    @Nullable String id(M message);

    /** The whole object. */
    String json(M message);

    @Nullable Object field(M message, String name);

    /** The same message with these fields, each as JSON text. */
    M rebuilt(M message, Map<String, String> fields);

    /** What is to be sent; the client id comes later (P09). */
    Form<OutgoingMessage> OUTGOING = new Form<>() {
        @Override
        public String channel(OutgoingMessage message) {
            return message.channel();
        }

        @Override
        public String id(OutgoingMessage message) {
            return message.id();
        }

        @Override
        public String json(OutgoingMessage message) {
            return message.json();
        }

        @Override
        public @Nullable Object field(OutgoingMessage message, String name) {
            String json = JsonFields.split(message.json()).get(name);
            return json == null ? null : JsonValues.parse(json);
        }

        @Override
        public OutgoingMessage rebuilt(OutgoingMessage message, Map<String, String> fields) {
            Map<String, String> others = new LinkedHashMap<>(fields);
            others.remove("channel");
            others.remove("id");
            Ext ext = Ext.NONE;
            String json = others.get("ext");
            if (json != null && JsonValues.parse(json) instanceof Map<?, ?> members) {
                others.remove("ext");
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    ext = ext.plus(String.valueOf(member.getKey()), member.getValue());
                }
            }
            StringBuilder out = new StringBuilder();
            others.forEach((name, value) -> {
                out.append(',');
                JsonFields.append(out, name, value);
            });
            return new OutgoingMessage(message.channel(), message.id(), out.toString(), ext);
        }
    };

    /** What was received. */
    static Form<ReceivedMessage> incoming(MessageReader reader) {
        return new Form<>() {
            @Override
            public String channel(ReceivedMessage message) {
                return message.channel();
            }

            @Override
            public @Nullable String id(ReceivedMessage message) {
                return message.id();
            }

            @Override
            public String json(ReceivedMessage message) {
                return message.json();
            }

            @Override
            public @Nullable Object field(ReceivedMessage message, String name) {
                return message.field(name);
            }

            @Override
            public ReceivedMessage rebuilt(ReceivedMessage message, Map<String, String> fields) {
                StringBuilder out = new StringBuilder("{");
                fields.forEach((name, value) -> {
                    out.append(out.length() == 1 ? "" : ",");
                    JsonFields.append(out, name, value);
                });
                char[] text = out.append('}').toString().toCharArray();
                return reader.read(text, text.length).messages().get(0);
            }
        };
    }
}
