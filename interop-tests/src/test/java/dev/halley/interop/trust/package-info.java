/**
 * Whom a client trusts, and with what: certificates, redirects, cookies and secrets, with both protocols over both wires and
 * transports. Tests run on JUnit's thread, every wait is bounded, every port is free and on loopback.
 */
package dev.halley.interop.trust;
