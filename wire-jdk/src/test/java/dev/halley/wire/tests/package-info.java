/** What every wire does: these tests run with each of them, and ask the service loader which it is. */
package dev.halley.wire.tests;
