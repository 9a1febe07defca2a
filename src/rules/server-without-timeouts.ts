import { defineRule, endpoints, patientEndpoints } from '../engine/api.js';

export default defineRule({
  name: 'server-without-timeouts',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-400', 'goroutine'],
  docs: {
    reports: 'HTTP servers that wait for ever for a request, and, as info, clients that wait for ever for an answer',
    why:
      'A client that opens connections and sends nothing, or one byte a minute, keeps a goroutine, buffers and a ' +
      'socket for each of them, as long as it likes. Some thousand of them end a server. WriteTimeout and IdleTimeout ' +
      'do not help: they begin when the request has been read.',
    instead: 'make an http.Server with ReadHeaderTimeout, such as 10 seconds',
    quiet: [
      'ReadHeaderTimeout or ReadTimeout is set, also after the server is made, or by a function that gets it',
      'servers that an exported function returns: their users may set it',
      'info only: servers that only the same machine reaches',
      'requests with a context that ends, and clients with a Timeout',
    ],
    misses: 'Servers that are the initial value of a package-level variable.',
  },

  requires: { patientEndpoints },
  on: endpoints,

  check(endpoint, { patientEndpoints }) {
    const found = patientEndpoints.of(endpoint);
    if (found === undefined) return undefined;
    const { at } = endpoint;
    switch (found.is) {
      case 'server': {
        const message = found.own
          ? `this ${found.name} waits for ever for the headers of a request: neither ReadHeaderTimeout nor ReadTimeout is set`
          : `${found.name} serves without timeouts: a client that sends nothing keeps its connection and goroutine for ever`;
        if (!found.local) return { at, message };
        return {
          at,
          severity: 'info',
          message,
          because: [{ at, message: 'info, because only this machine reaches it' }],
        };
      }
      case 'request':
        return {
          at,
          severity: 'info',
          message: `${found.name} waits for ever for a server that does not answer: neither the client nor the request has a timeout`,
          advice: 'give the request a context with a timeout, or set Timeout of the client',
          because: [{ at, message: 'info, because it depends on the server' }],
        };
      case 'transport':
        return {
          at,
          severity: 'info',
          message:
            'this http.Transport keeps idle connections until the other side closes them: IdleConnTimeout is not set',
          advice: 'set IdleConnTimeout, such as 90 seconds, or clone http.DefaultTransport',
          because: [{ at, message: 'info, because MaxIdleConnsPerHost limits them' }],
        };
    }
  },
});
