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
const text = 'The comet returns every seventy-six years. '.repeat(1 + size / 43).slice(0, size);
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

  async emit(count) {
    const stop = meter(count);
    for (let sent = 0; sent < count; ) {
      const burst = Math.min(10000, count - sent);
      for (let i = 0; i < burst; i += 1) {
        socket.emit('msg', { id: i, text });
      }
      const got = await socket.emitWithAck('sync');
      if (got !== burst) {
        fail(`the server got ${got} events (expected: ${burst})`);
      }
      sent += burst;
    }
    return stop();
  },

  call(count) {
    return new Promise((resolve) => {
      const took = new Float64Array(count);
      const stop = meter(count);
      let sent = 0;
      let answered = 0;
      const one = () => {
        const index = sent;
        const start = process.hrtime.bigint();
        sent += 1;
        socket.emit('echo', { id: index, text }, () => {
          took[index] = Number(process.hrtime.bigint() - start) / 1000;
          answered += 1;
          if (sent < count) {
            one();
          } else if (answered === count) {
            resolve(stop() + (settings.window === '1' ? percentiles(took) : ''));
          }
        });
      };
      for (let i = Math.min(count, Number(settings.window)); i > 0; i -= 1) {
        one();
      }
    });
  },
};

function percentiles(took) {
  took.sort();
  return [50, 99, 99.9]
    .map((part) => ` p${String(part).replace('.', '')}=${took[Math.floor((took.length * part) / 100)].toFixed(3)}`)
    .join('');
}

socket.once('connect', () => {
  process.stdout.write('ready\n');
  readline.createInterface({ input: process.stdin }).on('line', async (line) => {
    if (line === 'quit') {
      process.exit(0);
    }
    const figures = await benches[settings.bench](Number(line.split(' ')[1]));
    process.stdout.write(`done ${figures}\n`);
  }).on('close', () => process.exit(0));
});
