/**
 * Protocol: how far the application has got with what was received, as the acknowledgement and replay extensions of
 * Bayeux servers want to know it. Serial context, but for what consumers tell when they finish; imports core,
 * {@code internal.message} and the API's value types.
 */
@NullMarked
package dev.halley.bayeux.internal.position;

import org.jspecify.annotations.NullMarked;
