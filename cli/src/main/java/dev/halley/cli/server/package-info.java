/**
 * The embedded servers of {@code halley serve}, {@code halley demo} and of tests. They run on Jetty's own threads; this
 * package may import Jetty, CometD's and Socket.IO's server and the servlet API, and knows nothing of Halley's clients.
 */
@NullMarked
package dev.halley.cli.server;

import org.jspecify.annotations.NullMarked;
