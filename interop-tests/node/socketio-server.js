'use strict';

// A Socket.IO server that a test sets up and drives. The first argument is JSON:
//   {"version":4|2, "parser":"json"|"msgpack", "transports":["polling","websocket"], "eio3":true, "recovery":true,
//    "pingInterval":25000, "pingTimeout":20000, "maxHttpBufferSize":1000000, "port":0}
// The first line on stdout is "port N". Then one JSON command per line on stdin, one line per fact on stdout:
//   {"do":"stop"}                                      -> stopped, when every connection is reset and nothing listens
//   {"do":"start"}                                     -> port N, the same as before, with a server that knows nobody
//   {"do":"cut"}                                       -> cut N, when so many TCP connections were reset
//   {"do":"emit","namespace":"/","room":"r","event":"e","args":[…]}        -> emitted
//   {"do":"ask","namespace":"/","event":"e","args":[…]}                    -> answer [[…],…] of each client, in order
//   {"do":"stream","namespace":"/","event":"e","count":1000,"every":10}    -> streamed N
//   {"do":"disconnect","namespace":"/","close":true}   -> disconnected
//   {"do":"sockets","namespace":"/"}                   -> sockets N
// Bytes are written as {"$binary":"base64"}. Ends with its stdin, so it does not outlive the test.
// What a client can ask for is in handlers(); the namespaces are /, /chat, /admin (a middleware lets in who has the
// token "secret") and any whose name begins with /dynamic-.
const http = require('http');
const readline = require('readline');

const options = JSON.parse(process.argv[2] || '{}');
const old = options.version === 2;
const { Server } = old ? { Server: require('socket.io-v2') } : require('socket.io');

const say = (line) => process.stdout.write(line + '\n');

const settings = {
  transports: options.transports || ['polling', 'websocket'],
  serveClient: false,
  pingInterval: options.pingInterval || 25000,
  // 2.x has 5 s by default
  pingTimeout: options.pingTimeout || 20000,
  maxHttpBufferSize: options.maxHttpBufferSize || 1e6,
};
if (options.parser === 'msgpack') settings.parser = require('socket.io-msgpack-parser');
if (options.eio3) settings.allowEIO3 = true;
if (options.recovery) settings.connectionStateRecovery = {};

let port = options.port || 0;
let server;
let io;
const connections = new Set();

// --- what a client can ask for ---------------------------------------------------------------------------------------

function handlers(namespace, socket) {
  // sends the same back, and acknowledges with it when asked to
  socket.on('echo', (...args) => {
    const ack = typeof args[args.length - 1] === 'function' ? args.pop() : null;
    socket.emit('echo', ...args);
    if (ack) ack(...args);
  });
  socket.on('echo bytes', (data) => socket.emit('echo bytes', data));
  // ["ask", event, ...args] emits the event with an acknowledgement and sends it back as "answer"
  socket.on('ask', (event, ...args) => {
    socket.emit(event, ...args, (...answer) => socket.emit('answer', ...answer));
  });
  // ["flood", n] emits n items: odd ones with bytes; then acknowledges
  socket.on('flood', (count, ack) => {
    for (let n = 0; n < count; n++) {
      if (n % 2) socket.emit('item', n, bytes(n));
      else socket.emit('item', n, 'text ' + n);
    }
    ack(count);
  });
  // ["take", n, text] and ["take bytes", n, bytes] are booked; ["taken"] acknowledges with how many came, and with
  // what was wrong first, if anything was
  let taken = 0;
  let fault = null;
  const take = (n, good) => {
    if ((n !== taken || !good) && !fault) fault = 'expected ' + taken + ', got ' + n + (good ? '' : ' damaged');
    taken++;
  };
  socket.on('take', (n, data) => take(n, data === 'text ' + n));
  socket.on('take bytes', (n, data) => take(n, Buffer.isBuffer(data) && data.equals(bytes(n))));
  socket.on('taken', (ack) => ack(taken, fault));
  // a room's name, and an acknowledgement
  socket.on('join', (room, ack) => {
    Promise.resolve(old ? new Promise((done) => socket.join(room, done)) : socket.join(room)).then(() => ack('joined'));
  });
  socket.on('leave', (room, ack) => {
    Promise.resolve(old ? new Promise((done) => socket.leave(room, done)) : socket.leave(room)).then(() => ack('left'));
  });
  // to everybody in the room, the sender too
  socket.on('broadcast', (room, event, ...args) => namespace.to(room).emit(event, ...args));
  // to everybody in the namespace
  socket.on('relay', (event, ...args) => namespace.emit(event, ...args));
  socket.on('who', (ack) =>
    ack({
      id: socket.id,
      auth: socket.handshake.auth || null,
      query: socket.handshake.query,
      cookie: socket.handshake.headers.cookie || null,
      test: socket.handshake.headers['x-test'] || null,
      transport: socket.conn.transport.name,
      protocol: socket.conn.protocol || null,
      recovered: Boolean(socket.recovered),
    })
  );
  socket.on('disconnect me', (close) => socket.disconnect(close));
  // what only a broken server does
  socket.on('reserved', () => socket.conn.write('2["connect"]'));
  socket.on('garbage', () => socket.conn.write('2{"not":"an event"'));
}

function bytes(n) {
  return Buffer.from([n & 255, (n >> 8) & 255, 0, 255]);
}

// --- namespaces ------------------------------------------------------------------------------------------------------

function serve(namespace) {
  namespace.on('connection', (socket) => {
    handlers(socket.nsp, socket);
    // for whoever looks for the reason why a test failed
    socket.on('disconnect', (reason) => {
      if (reason === 'parse error' || reason === 'transport error' || reason === 'ping timeout') say('gone ' + reason);
    });
    socket.emit('welcome', socket.nsp.name);
  });
}

function namespaces() {
  serve(io.of('/'));
  serve(io.of('/chat'));
  const admin = io.of('/admin');
  admin.use((socket, next) => {
    // the old protocol has the query only
    const token = (socket.handshake.auth || {}).token || socket.handshake.query.token;
    if (token === 'secret') return next();
    const error = new Error('not authorised');
    error.data = { code: 'E_TOKEN', had: token || null };
    next(error);
  });
  serve(admin);
  serve(io.of(old ? (name, query, next) => next(null, /^\/dynamic-/.test(name)) : /^\/dynamic-/));
}

// --- life ------------------------------------------------------------------------------------------------------------

function start() {
  server = http.createServer((request, response) => {
    response.writeHead(404, { 'Content-Type': 'text/plain' });
    response.end('nothing here');
  });
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });
  io = old ? Server(server, settings) : new Server(server, settings);
  namespaces();
  server.listen(port, '127.0.0.1', () => {
    port = server.address().port;
    say('port ' + port);
  });
}

function cut() {
  const count = connections.size;
  for (const connection of connections) {
    if (connection.resetAndDestroy) connection.resetAndDestroy();
    else connection.destroy();
  }
  return count;
}

const revived = (value) => {
  if (Array.isArray(value)) return value.map(revived);
  if (value && typeof value === 'object') {
    if (typeof value.$binary === 'string') return Buffer.from(value.$binary, 'base64');
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, revived(field)]));
  }
  return value;
};

const shown = (value) => {
  if (Buffer.isBuffer(value)) return { $binary: value.toString('base64') };
  if (Array.isArray(value)) return value.map(shown);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shown(field)]));
  }
  return value;
};

const socketsOf = (name) => {
  const namespace = io.of(name || '/');
  return old ? Object.values(namespace.connected) : [...namespace.sockets.values()];
};

const commands = {
  stop() {
    return new Promise((done) => {
      server.close(done);
      cut();
      // without a goodbye: nobody is told that the server ends
      io.engine.removeAllListeners();
      io.engine.close();
    }).then(() => say('stopped'));
  },
  start,
  cut() {
    say('cut ' + cut());
  },
  emit({ namespace, room, event, args }) {
    const target = io.of(namespace || '/');
    (room ? target.to(room) : target).emit(event, ...revived(args || []));
    say('emitted');
  },
  async ask({ namespace, event, args }) {
    const answers = await Promise.all(
      socketsOf(namespace).map(
        (socket) => new Promise((done) => socket.emit(event, ...revived(args || []), (...answer) => done(shown(answer))))
      )
    );
    say('answer ' + JSON.stringify(answers));
  },
  stream({ namespace, event, count, every }) {
    let n = 0;
    const timer = setInterval(() => {
      io.of(namespace || '/').emit(event, n++);
      if (n < count) return;
      clearInterval(timer);
      say('streamed ' + n);
    }, every);
  },
  disconnect({ namespace, close }) {
    for (const socket of socketsOf(namespace)) socket.disconnect(Boolean(close));
    say('disconnected');
  },
  sockets({ namespace }) {
    say('sockets ' + socketsOf(namespace).length);
  },
};

start();

readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    Promise.resolve(commands[command.do](command)).catch((error) => say('failed ' + error.message));
  })
  .on('close', () => process.exit(0));
