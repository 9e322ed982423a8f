/** Service interface of the JSON codec. */
@NullMarked
package dev.halley.json;

import org.jspecify.annotations.NullMarked;
