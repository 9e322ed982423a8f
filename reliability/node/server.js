'use strict';

// A Socket.IO server of two nodes that know nothing of each other. Arguments are words name=value:
//   ports=0,0      where they listen; 0 for a free one
//   mode=plain     no connection state recovery; with any other mode there is
//   token=t        what "auth" has to hold
//   next=0         the number of the next event
//   every=50       milliseconds between two events
//   publishing=1   begins at once
// Lines on stdin, lines on stdout:
//   publish            -> sent N MILLIS, before each event; N is emitted by both nodes
//   stop               -> stopped
//   token T            from now on only T is accepted; every connection is reset
//   probe WORD         is emitted once in each namespace
//   who                -> who NAMESPACE,NAMESPACE … with the namespaces of each connection
// and, unasked: ports A B; session, for each that is not restored; got N, for each call "up"; noted N, for each
//   "note", which nobody confirms.
// Ends with its stdin, so it does not outlive the trial.
const http = require('http');
const readline = require('readline');
const { Server } = require('socket.io');

const words = Object.fromEntries(process.argv.slice(2).map((word) => word.split('=')));
const say = (line) => process.stdout.write(line + '\n');

let token = words.token;
let next = Number(words.next || 0);
let timer = null;

function node(port) {
  const server = http.createServer((request, response) => response.writeHead(404).end());
  const connections = new Set();
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });
  const settings = { serveClient: false, pingInterval: 1000, pingTimeout: 2000 };
  if (words.mode !== 'plain') {
    // A restored session has to show its token as well.
    settings.connectionStateRecovery = { skipMiddlewares: false };
  }
  const io = new Server(server, settings);
  for (const name of ['/', '/quiet']) {
    const namespace = io.of(name);
    namespace.use((socket, done) => {
      done(socket.handshake.auth.token === token ? undefined : new Error('token expired'));
    });
    namespace.on('connection', (socket) => {
      if (name === '/' && !socket.recovered) say('session');
      // A session without an event has no position from which it could be restored.
      socket.emit('welcome');
      socket.on('note', (number) => say('noted ' + number));
      socket.on('up', (number, ack) => {
        say('got ' + number);
        ack(number);
      });
    });
  }
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () =>
      resolve({
        io,
        port: server.address().port,
        cut: () => connections.forEach((connection) => connection.resetAndDestroy()),
      })
    )
  );
}

async function main() {
  const ports = (words.ports || '0,0').split(',').map(Number);
  const nodes = [await node(ports[0]), await node(ports[1])];

  const publish = () => {
    timer = setInterval(() => {
      const number = next++;
      // Before it is sent: whoever is killed in between has said too much, not too little.
      say('sent ' + number + ' ' + Date.now());
      nodes.forEach((each) => each.io.emit('number', number));
    }, Number(words.every || 50));
  };

  // namespaces by connection of the engine
  const who = () => {
    const clients = new Map();
    for (const each of nodes) {
      for (const name of ['/', '/quiet']) {
        for (const socket of each.io.of(name).sockets.values()) {
          clients.set(socket.conn, [...(clients.get(socket.conn) || []), name]);
        }
      }
    }
    return ['who', ...[...clients.values()].map((names) => names.join(','))].join(' ');
  };

  const commands = {
    publish,
    stop() {
      clearInterval(timer);
      say('stopped');
    },
    token(good) {
      token = good;
      nodes.forEach((each) => each.cut());
    },
    probe(word) {
      nodes.forEach((each) => ['/', '/quiet'].forEach((name) => each.io.of(name).emit('probe', word)));
    },
    who() {
      say(who());
    },
  };

  say('ports ' + nodes.map((each) => each.port).join(' '));
  if (words.publishing) publish();
  readline
    .createInterface({ input: process.stdin })
    .on('line', (line) => {
      const [command, word] = line.split(' ');
      commands[command](word);
    })
    .on('close', () => process.exit(0));
}

main();
