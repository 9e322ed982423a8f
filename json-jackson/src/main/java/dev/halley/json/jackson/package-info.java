/**
 * The default {@link dev.halley.json.JsonCodec}, over Jackson 2. Beside the protocols, above core; everything here is
 * thread-safe and runs on the thread of whoever decodes or encodes. Imports core and Jackson.
 */
@NullMarked
package dev.halley.json.jackson;

import org.jspecify.annotations.NullMarked;
