/**
 * The wire SPI: bytes in and out, nothing of any protocol. A wire does one HTTP exchange at a time per call and one
 * WebSocket per link; cookies, redirects, compression of bodies, limits, deadlines and masking are policy, which is
 * written once above every wire. Callbacks run on the wire's threads, those of its executor or event
 * loops of its own, and must not block. Imports the JDK only.
 *
 * <p>Frozen: a wire that works with this version works with later ones. Interfaces that a wire implements gain default
 * methods only, records components only together with a constructor of the former shape.
 */
@NullMarked
package dev.halley.wire;

import org.jspecify.annotations.NullMarked;
