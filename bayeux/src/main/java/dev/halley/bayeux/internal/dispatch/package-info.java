/**
 * What the application waits for: subscriptions with their handlers, replies, answers of services. Serial context only,
 * except where a class says otherwise. Imports message, extension and core's delivery queues.
 */
@NullMarked
package dev.halley.bayeux.internal.dispatch;

import org.jspecify.annotations.NullMarked;
