package dev.halley.json.gson;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import org.jspecify.annotations.Nullable;

/** A value that was read and does not fit; its message is fit for logs. Confined to the decoding thread. */
final class Misfit extends JsonParseException {
    private static final long serialVersionUID = 1L;

    private final String path;

    private Misfit(String message, String path, @Nullable Throwable cause) {
        super(message, cause);
        this.path = path;
    }

    static Misfit at(JsonReader in, String text, String type, @Nullable Throwable cause) {
        return new Misfit("'" + GsonFailures.excerpt(text) + "' is no " + type, in.getPreviousPath(), cause);
    }

    /** Where the value stands, in Gson's words. */
    String path() {
        return path;
    }
}
