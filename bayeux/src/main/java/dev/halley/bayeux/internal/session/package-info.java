/**
 * Session layer: {@link dev.halley.bayeux.internal.session.BayeuxMachine} decides what follows from what (pure, no
 * thread), {@link dev.halley.bayeux.internal.session.BayeuxSession} carries it out in the client's serial context.
 * Imports the layers below: transport, dispatch, message.
 */
@NullMarked
package dev.halley.bayeux.internal.session;

import org.jspecify.annotations.NullMarked;
