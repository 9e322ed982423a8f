/**
 * HTTP policy, written once above every wire: cookies, headers, redirects, decoding of bodies, limits, deadlines,
 * masking and the wording of failures; and the WebSocket policy beside it: message assembly, the send queue, the pace
 * of reading, closing. Between the transports of the protocols and {@link dev.halley.wire}. Runs on threads of the wire
 * and never blocks; no lock is held while calling out. Imports the loop package, the wire and the vocabulary.
 */
@NullMarked
package dev.halley.internal.http;

import org.jspecify.annotations.NullMarked;
