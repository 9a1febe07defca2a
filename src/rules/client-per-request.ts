import { clientMakings, defineRule, type Note, type ShortLivedClient, shortLivedClients } from '../engine/api.js';

export default defineRule({
  name: 'client-per-request',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'high',
  tags: ['CWE-772', 'goroutine'],
  docs: {
    reports: 'HTTP transports and clients of databases, queues and RPC that are made for each request and not closed',
    why:
      'A transport keeps the connections that it has opened for the next request. When it is dropped after one, each ' +
      'of them stays, with two goroutines, buffers of 8 KB and a socket, until the other side closes it. A client of a ' +
      'database or a queue keeps a pool of connections and goroutines until it is closed.',
    instead: 'make the client once, keep it, and use it for all requests; it is safe for concurrent use',
    quiet: [
      'http.Client without a Transport of its own: all of them share the default one',
      'IdleConnTimeout or DisableKeepAlives is set, or CloseIdleConnections is called',
      'the client is returned, stored or handed on, or closed on every path',
      'what the program makes once, when it starts',
    ],
    misses: 'Clients that are handed to other functions that send the request.',
  },

  requires: { shortLivedClients },
  on: clientMakings,

  check(making, { shortLivedClients }) {
    const client = shortLivedClients.of(making);
    if (client === undefined) return undefined;
    return { at: making.at, message: message(client), advice: advice(client), because: notes(client) };
  },
});

function message({ kind, maker, each }: ShortLivedClient): string {
  const again = each === undefined ? 'each call' : 'each time';
  return kind === 'transport'
    ? `${maker} makes a transport ${again} that is dropped after use; its idle connections stay open`
    : `${maker} makes a client ${again} and does not close it on every path; its connections and goroutines stay`;
}

function advice({ kind }: ShortLivedClient): string | undefined {
  return kind === 'transport'
    ? 'make one client when the program starts and use it for all requests, or set IdleConnTimeout'
    : 'make one client when the program starts and use it for all requests, or defer its Close';
}

function notes({ kind, because, each }: ShortLivedClient): Note[] {
  const found: Note[] = [];
  if (because !== undefined)
    found.push({
      at: because,
      message: kind === 'transport' ? 'this request opens a connection' : 'this return leaves it open',
    });
  if (each !== undefined) found.push({ at: each.at, message: each.message });
  return found;
}
