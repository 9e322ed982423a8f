'use strict';

// A Faye server, and Faye clients that a test drives: one JSON command per line on stdin, one line per fact on stdout.
//   {"do":"client","transport":"websocket"}        -> client
//   {"do":"subscribe","channel":"/c"}              -> subscribed /c, then: message {"channel":…,"data":…} for each
//   {"do":"publish","channel":"/c","count":100}    -> published /c, when all of {"n":0} … {"n":99} are confirmed
// The first line is "port N". Ends with its stdin, so it does not outlive the test.
const http = require('http');
const readline = require('readline');
const faye = require('faye');

const say = (line) => process.stdout.write(line + '\n');

const adapter = new faye.NodeAdapter({ mount: '/faye', timeout: 20 });
const server = http.createServer((request, response) => {
  response.writeHead(404);
  response.end();
});
adapter.attach(server);

let client;

const commands = {
  client({ transport }) {
    client = new faye.Client('http://127.0.0.1:' + server.address().port + '/faye', { retry: 5 });
    // it shakes hands over long-polling and then takes the best that both sides know
    if (transport === 'long-polling') client.disable('websocket');
    client.disable('eventsource');
    client.connect(() => say('client'));
  },
  subscribe({ channel }) {
    client
      .subscribe(channel)
      .withChannel((from, data) => say('message ' + JSON.stringify({ channel: from, data })))
      .then(() => say('subscribed ' + channel), failed);
  },
  async publish({ channel, count }) {
    for (let n = 0; n < count; n++) await client.publish(channel, { n });
    say('published ' + channel);
  },
};

function failed(error) {
  say('failed ' + (error && error.message));
}

server.listen(0, '127.0.0.1', () => say('port ' + server.address().port));

readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    Promise.resolve(commands[command.do](command)).catch(failed);
  })
  .on('close', () => process.exit(0));
