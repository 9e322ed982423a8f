/**
 * The Bayeux client: {@link dev.halley.bayeux.BayeuxClient} for threads that wait,
 * {@link dev.halley.bayeux.AsyncBayeuxClient} for stages, {@link java.util.concurrent.Flow} publishers on both. Handlers,
 * listeners and dependent stages run on the client's executor. Imports core only.
 */
@NullMarked
package dev.halley.bayeux;

import org.jspecify.annotations.NullMarked;
