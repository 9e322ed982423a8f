/**
 * What a hostile world does to the clients, and what can be shown of it. {@code reliability/run} starts {@link
 * dev.halley.reliability.Main}; any thread, imports the driver.
 *
 * <p>The part {@code faults} consists of trials. A {@link dev.halley.reliability.fault.Plan} is one: a client, a wire and a
 * seed, which say the mode, the route, and by {@link dev.halley.reliability.fault.Schedule} which faults happen when. Each
 * trial is a process of its own ({@link dev.halley.reliability.trial.TrialMain}) in which the client runs, and before it
 *
 * <pre>
 *   client -- FaultProxy (bytes) -- Gate (TLS, error pages, choice of the node) -- server's process, two nodes
 * </pre>
 *
 * <p>The server (CometD 9, or socket.io for Node) numbers what it sends and says so before it does; the client's calls are
 * numbered as well. {@code Incoming} and {@code Outgoing} keep the books, and {@code Verdict} says what was promised and is
 * not true. A server's process, and a paused client's, are stopped by signals, from outside.
 *
 * <p>The part {@code fuzz} gives any bytes to each {@link dev.halley.reliability.fuzz.Target}, in a process of Jazzer that
 * begins with the target's corpus in {@code corpus/}.
 *
 * <p>The part {@code mutation} changes the classes of each {@link dev.halley.reliability.mutation.Unit} in one place at a
 * time and lets the tests of their module run, in a process of PIT.
 *
 * <ul>
 *   <li>{@code driver}: command line, several trials or targets at a time, results and the tables of docs/reliability.md;
 *   <li>{@code fault}: plans and schedules, pure;
 *   <li>{@code fuzz}: targets, and a pass over the corpora without Jazzer;
 *   <li>{@code mutation}: units, and what a report of PIT says;
 *   <li>{@code trial}: one trial, in its process;
 *   <li>{@code server}: the CometD server's process; that of Socket.IO is {@code node/server.js}.
 * </ul>
 */
@NullMarked
package dev.halley.reliability;

import org.jspecify.annotations.NullMarked;
