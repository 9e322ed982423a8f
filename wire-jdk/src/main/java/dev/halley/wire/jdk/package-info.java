/** The wire over java.net.http. Wire layer; may import core and java.net.http. */
@NullMarked
package dev.halley.wire.jdk;

import org.jspecify.annotations.NullMarked;
