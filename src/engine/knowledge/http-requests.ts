/** Functions that send a HEAD request, whose response has no body. */
export const headRequests: ReadonlySet<string> = new Set(['net/http.Head', '(*net/http.Client).Head']);

/** Functions that make a request, by the argument that is its method. */
export const requestMakers: ReadonlyMap<string, number> = new Map([
  ['net/http.NewRequest', 0],
  ['net/http.NewRequestWithContext', 1],
]);

/** Functions that give a request a context: the argument. */
export const requestContexts: ReadonlyMap<string, number> = new Map([
  ['net/http.NewRequestWithContext', 0],
  ['(*net/http.Request).WithContext', 1],
]);

/** Functions whose result is a context that ends when a request has been answered. */
export const handledContexts: ReadonlySet<string> = new Set([
  '(*net/http.Request).Context',
  '(google.golang.org/grpc.ServerStream).Context',
]);

/** The status codes of responses without a body: 204 No Content and 304 Not Modified. */
export const bodilessStatus: ReadonlySet<number> = new Set([204, 304]);
