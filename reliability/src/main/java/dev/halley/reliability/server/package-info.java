/**
 * The process of the CometD server: two nodes that know nothing of each other. The main thread reads commands, a timer
 * publishes, the server's threads serve. Imports the embedded server of the command, and CometD.
 */
@NullMarked
package dev.halley.reliability.server;

import org.jspecify.annotations.NullMarked;
