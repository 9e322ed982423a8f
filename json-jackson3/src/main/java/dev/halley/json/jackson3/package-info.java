/**
 * A {@link dev.halley.json.JsonCodec} over Jackson 3. Beside the protocols, above core; everything here is thread-safe
 * and runs on the thread of whoever decodes or encodes. Imports core and Jackson 3.
 */
@NullMarked
package dev.halley.json.jackson3;

import org.jspecify.annotations.NullMarked;
