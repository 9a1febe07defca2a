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

/** Functions that make a channel on which the time arrives once, by full name: the argument that is the delay. */
export const ringMakers: ReadonlyMap<string, number> = new Map([
  ['time.After', 0],
  ['github.com/benbjohnson/clock.After', 0],
]);

/** The method by which every clock that stands in for the time package makes such a channel. */
export const ringMethod = 'After';

/** A timer and the field that is such a channel. */
export const timerMakers: ReadonlyMap<string, number> = new Map([['time.NewTimer', 0]]);
export const timerChannel = 'C';

/** Calls that stop a ticker or timer, their first argument. */
export const clockStops: ReadonlySet<string> = new Set(['(*time.Ticker).Stop', '(*time.Timer).Stop']);
