/**
 * Annotations that turn an object's methods into handlers; {@link dev.halley.bayeux.BayeuxClient#register} reads them.
 * No code and no thread of its own; imports nothing.
 */
@NullMarked
package dev.halley.bayeux.annotation;

import org.jspecify.annotations.NullMarked;
