/** Scripted servers, virtual time and assertions for users' tests and ours. May import core. */
@NullMarked
package dev.halley.testkit;

import org.jspecify.annotations.NullMarked;
