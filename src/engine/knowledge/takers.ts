/** Functions that take what they are given over, and release it themselves: the argument, the receiver counted. */
export const takers: ReadonlyMap<string, number> = new Map([
  ['net/http.Serve', 0],
  ['net/http.ServeTLS', 0],
  ['(*net/http.Server).Serve', 1],
  ['(*net/http.Server).ServeTLS', 1],
  ['net/http/fcgi.Serve', 0],
  ['net/http.NewRequest', 2],
  ['net/http.NewRequestWithContext', 3],
  ['net/http.Post', 2],
  ['(*net/http.Client).Post', 3],
  ['net/rpc.ServeConn', 0],
  ['(*net/rpc.Server).ServeConn', 1],
  ['net/rpc.ServeCodec', 0],
  ['(*net/rpc.Server).ServeCodec', 1],
  ['net/rpc/jsonrpc.ServeConn', 0],
  // It reads the body, closes it, and puts a copy in its place.
  ['net/http/httputil.DumpResponse', 0],
  ['net/http/httputil.NewClientConn', 0],
  ['net/http/httputil.NewServerConn', 0],
  ['log.SetOutput', 0],
  ['(*google.golang.org/grpc.Server).Serve', 1],
]);
