/** The JSON codec over Jackson 3. May import core and Jackson. */
@NullMarked
package dev.halley.json.jackson;

import org.jspecify.annotations.NullMarked;
