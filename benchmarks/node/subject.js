'use strict';

// socket.io-client on Node as a subject: the same lines, checks and figures as the subjects on the JVM.

const readline = require('node:readline');
const { io } = require('socket.io-client');

const settings = Object.fromEntries(
  process.argv.slice(2).map((word) => {
    const at = word.indexOf('=');
    return [word.slice(0, at), word.slice(at + 1)];
  }),
);
const size = Number(settings.size);
const binary = settings.binary === 'true';
// As Payloads.blockCount: numbers start again after so many.
const block = Math.max(1, Math.floor(Math.floor((2 << 20) / (size + 60)) / 100)) * 100;

const socket = io(`http://127.0.0.1:${settings.port}`, {
  transports: [settings.polling === 'true' ? 'polling' : 'websocket'],
});

let next = 0;
let received = 0;
let expected = 0;
let complete = () => {};

function fail(text) {
  process.stdout.write(`failed ${text}\n`, () => process.exit(1));
}

function message(number, length) {
  if (number !== next || length !== size) {
    fail(`message ${received}: number ${number}, length ${length} (expected: ${next}, ${size})`);
  }
  next = number + 1 === block ? 0 : number + 1;
  received += 1;
  if (received === expected) {
    complete();
  } else if (received > expected) {
    fail(`more than ${expected} messages`);
  }
}

if (binary) {
  socket.on('msg', (id, bytes) => message(id, bytes.length));
} else {
  socket.on('msg', (event) => message(event.id, event.text.length));
}

function meter(count) {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  return () => {
    const nanos = Number(process.hrtime.bigint() - start);
    const used = process.cpuUsage(cpu);
    return `rate=${((count * 1e9) / nanos).toFixed(3)} cpu=${((used.user + used.system) / count).toFixed(3)}`;
  };
}

const benches = {
  flood(count) {
    return new Promise((resolve) => {
      next = 0;
      received = 0;
      expected = count;
      const stop = meter(count);
      complete = () => resolve(stop());
      socket.emit('flood', { count, size, binary: binary ? 1 : 0 });
    });
  },
};

socket.once('connect', () => {
  process.stdout.write('ready\n');
  readline.createInterface({ input: process.stdin }).on('line', async (line) => {
    if (line === 'quit') {
      process.exit(0);
    }
    const figures = await benches[settings.bench](Number(line.slice('round '.length)));
    process.stdout.write(`done ${figures}\n`);
  }).on('close', () => process.exit(0));
});
