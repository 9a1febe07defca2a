/** Methods that hand out the next incoming connection, by full name. */
export const acceptCalls: ReadonlySet<string> = new Set([
  '(net.Listener).Accept',
  '(*net.TCPListener).Accept',
  '(*net.TCPListener).AcceptTCP',
  '(*net.UnixListener).Accept',
  '(*net.UnixListener).AcceptUnix',
]);

/** Functions that make a listener which hands out a limited number of connections. */
export const listenerLimits: ReadonlySet<string> = new Set(['golang.org/x/net/netutil.LimitListener']);
