/**
 * What the builders of all clients collect, and what clients make of it. Between the public builders and the sessions of
 * the protocols; runs on the thread that builds. Imports the other internals and the vocabulary.
 */
@NullMarked
package dev.halley.internal.client;

import org.jspecify.annotations.NullMarked;
