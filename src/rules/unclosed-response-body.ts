import { defineRule, type Finding, type Loss, losses, type Note } from '../engine/api.js';

export default defineRule({
  name: 'unclosed-response-body',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-772', 'resource'],
  docs: {
    reports: 'HTTP responses whose body is not closed on some path, error paths included',
    why:
      'An open body keeps its connection and two goroutines, with buffers of a few kilobytes, for as long as the ' +
      'server keeps the connection. A path that is taken once a request, such as the one for a bad status, adds one ' +
      'each time.',
    instead: 'defer the close of the body right behind the check of the error, before anything else can return',
    quiet: [
      'a body that is read to its end on every path: then the connection is free again; closing it undrained is no leak',
      'responses to HEAD, and returns where the status is known to be 204 or 304: there is no body',
      'the path on which the call has failed: there is no response',
      'a response, or a body, that is returned, stored or handed to a function that may close it',
    ],
    misses: 'Responses that are handed to a function which is not in sight, or kept in a field.',
  },

  requires: {},
  on: losses,

  check(all) {
    return all.filter(({ isBody }) => isBody).map(findingOf);
  },
});

function findingOf(loss: Loss): Finding {
  const { at, name = `the body of what ${loss.callee} returns`, endsWithContext, returns, loop, goesOn } = loss;
  const because: Note[] = returns.map((end) => ({
    at: end.at,
    message: `returns here without closing it${when(end)}`,
  }));
  if (loop !== undefined) because.push({ at: loop, message: 'the next turn of this loop asks for another response' });
  because.push(...goesOn.map((at) => ({ at, message: 'goes on here without closing it' })));
  const finding = {
    at,
    message: `${name} ${howOf(loss)}`,
    ...adviceFor(loss, name),
    because,
    fixes: loss.deferral && [loss.deferral],
  };
  if (!endsWithContext) return finding;
  const note = 'info, because the context of the request is cancelled when the function returns, which ends it';
  return { ...finding, severity: 'info', because: [...because, { at, message: note }] };
}

function howOf({ assigned, returns, elsewhere }: Loss): string {
  const cost = 'its connection and two goroutines';
  if (assigned === 'nothing') return `is thrown away, and nothing can close it: ${cost} stay`;
  if (returns.length === 0) return `is not closed before the next request takes its place: ${cost} stay`;
  if (elsewhere === 'nothing') return `is never closed: ${cost} stay`;
  return `is not closed on every path: ${returns.length === 1 ? 'one return keeps' : `${returns.length} returns keep`} ${cost}`;
}

function adviceFor({ assigned, elsewhere, loop }: Loss, name: string): { readonly advice?: string } {
  if (assigned === 'nothing') return { advice: 'keep the response, and close its body' };
  if (assigned === 'expression') return {};
  if (loop !== undefined) return { advice: `close ${name} before each continue, break and return of the loop` };
  if (elsewhere === 'moved') return { advice: `close ${name} before each return that does not hand it on` };
  return { advice: `defer ${name}.Close() right behind the check of the error` };
}

function when({ when: condition }: Loss['returns'][number]): string {
  return condition === undefined ? '' : `, when ${condition}`;
}
