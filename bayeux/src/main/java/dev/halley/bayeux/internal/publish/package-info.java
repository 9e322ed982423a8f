/**
 * Publishing: what the application sends from the call to its end, over retries, outages and new sessions. Serial context,
 * except where a class says otherwise. Imports the public API, extension, message, transport and core's loop.
 */
@NullMarked
package dev.halley.bayeux.internal.publish;

import org.jspecify.annotations.NullMarked;
