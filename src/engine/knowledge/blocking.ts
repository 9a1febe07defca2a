/** Calls that wait for the clock, for another goroutine or for a peer. */
export const blockingCalls: ReadonlySet<string> = new Set([
  'time.Sleep',
  '(*sync.Cond).Wait',
  '(*sync.WaitGroup).Wait',
  '(net.Conn).Read',
  '(net.Listener).Accept',
  '(*net.TCPListener).Accept',
  '(*net.UDPConn).ReadFromUDP',
  '(*bufio.Reader).ReadString',
  '(*bufio.Reader).ReadBytes',
]);
