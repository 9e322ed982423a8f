/**
 * Reading of the small JSON envelopes of both protocols, and finding the codec for the payloads in them. Below the
 * protocol codecs; everything but the loader is confined to one thread at a time (a client's serial context). Imports
 * the JDK, {@code dev.halley} and {@code dev.halley.json}.
 */
@NullMarked
package dev.halley.internal.json;

import org.jspecify.annotations.NullMarked;
