/** Calls that wait for the clock, by full name. */
export const clockWaits: ReadonlySet<string> = new Set([
  'time.Sleep',
  '(*golang.org/x/time/rate.Limiter).Wait',
  '(*golang.org/x/time/rate.Limiter).WaitN',
  '(go.uber.org/ratelimit.Limiter).Take',
]);
