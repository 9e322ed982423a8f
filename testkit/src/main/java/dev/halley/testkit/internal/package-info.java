/**
 * What the scripted servers share and nobody else sees. Runs where its callers do. Imports core and the
 * test kit's root package only.
 */
@NullMarked
package dev.halley.testkit.internal;

import org.jspecify.annotations.NullMarked;
