/** The part of {@code dev.halley.reliability.fuzz} that stands beside the reader of frames. One thread. Imports that reader. */
@NullMarked
package dev.halley.wire.netty.internal;

import org.jspecify.annotations.NullMarked;
