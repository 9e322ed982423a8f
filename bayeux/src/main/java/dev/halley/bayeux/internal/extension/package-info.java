/**
 * What stands between the session and the transports when the application added extensions or credentials. Serial
 * context; the extensions themselves run on the client's executor. Imports message and core's loop.
 */
@NullMarked
package dev.halley.bayeux.internal.extension;

import org.jspecify.annotations.NullMarked;
