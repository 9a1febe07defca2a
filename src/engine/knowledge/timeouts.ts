/** The type of HTTP servers, and its fields of which one must be set for a client that sends nothing to be dropped. */
export const serverType = 'net/http.Server';
export const readTimeouts: ReadonlySet<string> = new Set(['ReadHeaderTimeout', 'ReadTimeout']);

/** Functions that serve with a server of their own, which has no timeouts, by full name. */
export const plainServers: ReadonlySet<string> = new Set([
  'net/http.ListenAndServe',
  'net/http.ListenAndServeTLS',
  'net/http.Serve',
  'net/http.ServeTLS',
]);

/** Functions that get a server and leave its timeouts alone. */
export const serverCalls: ReadonlySet<string> = new Set([
  '(*net/http.Server).Close',
  '(*net/http.Server).ListenAndServe',
  '(*net/http.Server).ListenAndServeTLS',
  '(*net/http.Server).RegisterOnShutdown',
  '(*net/http.Server).Serve',
  '(*net/http.Server).ServeTLS',
  '(*net/http.Server).SetKeepAlivesEnabled',
  '(*net/http.Server).Shutdown',
  'golang.org/x/net/http2.ConfigureServer',
]);

/** The type of HTTP clients, and its field that limits a whole request. */
export const clientType = 'net/http.Client';
export const clientTimeout = 'Timeout';

/** Functions that send a request by the default client, which has no timeout, without a context. */
export const plainRequests: ReadonlySet<string> = new Set([
  'net/http.Get',
  'net/http.Head',
  'net/http.Post',
  'net/http.PostForm',
]);

/** Methods of a client that send a request without a context. */
export const contextlessRequests: ReadonlySet<string> = new Set([
  '(*net/http.Client).Get',
  '(*net/http.Client).Head',
  '(*net/http.Client).Post',
  '(*net/http.Client).PostForm',
]);

/** The method that sends a request that has been made before, and what makes one: the context's position, if it takes one. */
export const sendRequest = '(*net/http.Client).Do';
export const requestMakers: ReadonlyMap<string, number | undefined> = new Map([
  ['net/http.NewRequest', undefined],
  ['net/http.NewRequestWithContext', 0],
]);

/** Functions that listen: the network's position and the address's. */
export const listenCalls: ReadonlySet<string> = new Set(['net.Listen']);

/** Networks and addresses that only programs of the same machine reach. */
export const localNetworks: ReadonlySet<string> = new Set(['unix', 'unixpacket']);
export const localHosts: readonly string[] = ['localhost:', '127.0.0.1:', '[::1]:'];
