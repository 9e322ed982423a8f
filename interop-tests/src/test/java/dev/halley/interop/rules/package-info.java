/**
 * The rules of both protocols, shown over real sockets with each wire: the test kit's servers play the other side, times are
 * tens of milliseconds. Tests run on JUnit's thread and see the clients from outside; the ids of their rules are in their
 * names.
 */
package dev.halley.interop.rules;
