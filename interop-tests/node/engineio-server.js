'use strict';

// A server of plain Engine.IO at /engine.io, as socket.io brings it along. The first argument is JSON:
//   {"version":4|3, "pingInterval":25000, "pingTimeout":20000, "maxHttpBufferSize":1000000}
// The first line on stdout is "port N". Then one line per fact:
//   open N          when the session N began
//   closed REASON   when one ended
// Ends with its stdin, so it does not outlive the test. A client's text messages:
//   flood N         sends N messages, odd ones binary
//   close           ends the session
//   cut             destroys the connection that the session uses now, without a goodbye
//   taken           answers "taken N" with how many came by "take", or what was wrong with the first that was
//   take N          and the same in bytes, [1, low, high] for odd N: booked
// Everything else is sent back as it came.
const http = require('http');
const readline = require('readline');

const options = JSON.parse(process.argv[2] || '{}');
const old = options.version === 3;
const engineio = require(old ? require.resolve('engine.io', { paths: [require.resolve('socket.io-v2')] }) : 'engine.io');

const say = (line) => process.stdout.write(line + '\n');

const settings = { path: '/engine.io', pingInterval: 25000, pingTimeout: 20000, ...options };
delete settings.version;

const server = http.createServer();
const engine = engineio.attach(server, settings);
let count = 0;

const bytes = (n) => Buffer.from([1, n & 255, (n >> 8) & 255]);

engine.on('connection', (socket) => {
  say('open ' + count++);
  socket.on('close', (reason) => say('closed ' + reason));
  let taken = 0;
  let fault = null;
  const take = (n) => {
    if (n !== taken && !fault) fault = 'expected ' + taken + ', got ' + n;
    taken++;
  };
  const commands = {
    flood(n) {
      for (let i = 0; i < n; i++) socket.send(i % 2 ? bytes(i) : 'item ' + i);
    },
    close() {
      socket.close();
    },
    cut() {
      const transport = socket.transport;
      const connection = transport.name === 'websocket' ? transport.socket._socket : (transport.req || transport.dataReq).socket;
      connection.destroy();
    },
    take,
    taken() {
      socket.send('taken ' + (fault || taken));
    },
  };
  // version 4 hands over nothing for an empty text
  socket.on('message', (data = '') => {
    if (typeof data !== 'string') {
      const got = Buffer.from(data);
      if (got[0] === 1 && got.length === 3) take(got[1] + got[2] * 256);
      else socket.send(data);
      return;
    }
    const [name, argument] = data.split(' ');
    if (Object.prototype.hasOwnProperty.call(commands, name)) commands[name](Number(argument));
    else socket.send(data);
  });
});

server.listen(0, '127.0.0.1', () => say('port ' + server.address().port));

readline.createInterface({ input: process.stdin }).on('close', () => process.exit(0));
