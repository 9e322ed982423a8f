/**
 * A {@link dev.halley.json.JsonCodec} over Gson. Beside the protocols, above core; everything here is thread-safe and
 * runs on the thread of whoever decodes or encodes. Imports core and Gson.
 */
@NullMarked
package dev.halley.json.gson;

import org.jspecify.annotations.NullMarked;
