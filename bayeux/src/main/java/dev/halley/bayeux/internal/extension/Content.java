package dev.halley.bayeux.internal.extension;

import dev.halley.internal.json.JsonValues;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message between two extensions. Immutable; any thread.
 *
 * @param fields its fields as JSON text once one of them was changed, else null
 */
record Content<M>(Form<M> form, M source, @Nullable Map<String, String> fields) {
    String channel() {
        return form.channel(source);
    }

    @Nullable String id() {
        return form.id(source);
    }

    /** A value of one's own. */
    @Nullable Object get(String field) {
        if (fields == null) {
            return form.field(source, field);
        }
        String json = fields.get(field);
        return json == null ? null : JsonValues.parse(json);
    }

    Map<String, String> allFields() {
        return fields == null ? JsonFields.split(form.json(source)) : fields;
    }

    /** The same object when nothing was changed. */
    M message() {
        return fields == null ? source : form.rebuilt(source, fields);
    }
}
