/** Calls that wait for the clock, by full name. */
export const clockWaits: ReadonlySet<string> = new Set([
  'time.Sleep',
  '(*golang.org/x/time/rate.Limiter).Wait',
  '(*golang.org/x/time/rate.Limiter).WaitN',
  '(go.uber.org/ratelimit.Limiter).Take',
]);

/** Functions that make something that rings once. */
export const singleClocks: ReadonlySet<string> = new Set(['time.After', 'time.NewTimer']);

/** Methods that make it ring again. */
export const clockResets: ReadonlySet<string> = new Set(['(*time.Timer).Reset']);
