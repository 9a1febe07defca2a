import {
  type ContextInScope,
  contexts,
  type DoneCase,
  defineRule,
  doneCases,
  entrances,
  type FarEnding,
  type Finding,
  farEndings,
  type Lifetimes,
  lifetimes,
  longRuns,
  type Note,
  type Start,
  type WayOut,
  waysOut,
} from '../engine/api.js';

export default defineRule({
  name: 'missing-context-cancellation',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'medium',
  tags: ['CWE-400', 'goroutine', 'context'],
  docs: {
    reports: 'loops in goroutines that nothing can end, and loops that go on when their context is cancelled',
    why:
      'Such a goroutine lives as long as the program. Each one that is started keeps its stack and everything it ' +
      'refers to, so that a service that starts them for requests, connections or tenants grows until it is killed.',
    instead: 'select on ctx.Done(), or on a channel that Close closes, in the loop, and return there',
    quiet: [
      'a return, break or goto leaves the loop on a stop signal, a closed channel, an error, a flag or a count',
      'a loop over a channel that ends when the channel is closed',
      'a loop that no goroutine in sight runs and that has no context: it may be the program',
    ],
    misses:
      'Loops with a way out that is never taken at run time, and functions that are started through values kept in ' +
      'structs and maps.',
  },

  requires: { waysOut, doneCases, entrances, lifetimes, contexts, farEndings },
  on: longRuns,

  check(run, { waysOut, doneCases, entrances, lifetimes, contexts, farEndings }) {
    if (run.kind === 'goroutine') {
      const life = lifeOf([run.spawn], lifetimes);
      return farEndings.of(run.spawn).map((ending) => farFinding(ending, life));
    }
    const { loop, body, at } = run;
    const staying = doneCases.staying(loop, body);
    if (staying.length > 0) return staying.map((one) => staysIn(one, at));
    const way = waysOut.of(loop, body);
    if (way.kind === 'some') return undefined;
    const begun = entrances.starts(body);
    const promised = contexts.promisedBy(body);
    if (way.kind === 'success')
      return promised && !promised.ofRequest ? ignored(at, successMessage(promised), promised) : undefined;
    if (begun.length > 0) {
      const [left] = doneCases.leavingLiteral(loop, body);
      if (left !== undefined) return leavesLiteral(left, at);
      const { severity, because } = lifeOf(begun, lifetimes);
      if (way.kind === 'shut')
        return { at: way.at, message: shutMessage(way), severity, because: [shutNote(way, at), ...because] };
      const near = contexts.near(loop, body);
      return { at, message: endlessMessage(way, near), severity, because: [...because, ...scopeNote(near)] };
    }
    if (way.kind === 'shut' || promised === undefined || !waysOut.waits(loop)) return undefined;
    return ignored(at, endlessMessage(way, promised), promised, lifetimes.startedOnceBy(body));
  },
});

type Place = Finding['at'];
type Life = Pick<Finding, 'severity'> & { readonly because: readonly Note[] };

/** What starts it; info when that happens once, or when it works for something that there is one of. */
function lifeOf(begun: readonly Pick<Start, 'at' | 'call' | 'body'>[], lifetimes: Lifetimes): Life {
  const reasons = begun.map(({ call, body }) => reasonFor(call, body, lifetimes));
  const again = reasons.indexOf(undefined);
  if (again >= 0) return { because: [{ at: begun[again].at, message: 'started as a goroutine here', step: 'before' }] };
  return { severity: 'info', because: [{ at: begun[0].at, message: `info, because ${reasons[0]}` }] };
}

function reasonFor(call: Start['call'], body: Start['body'], lifetimes: Lifetimes): string | undefined {
  const once = lifetimes.callsOnce(call, body);
  if (once !== undefined) return `only ${once} starts it, once for each process`;
  const one = lifetimes.worksFor(call, body);
  return one && `it works for ${one}, and there is one of that`;
}

function staysIn({ at, channel }: DoneCase, loop: Place): Finding {
  return {
    at,
    message: `the case for ${channel} does not leave the loop`,
    advice: 'return in this case; break leaves only the select',
    because: [{ at: loop, message: 'this loop goes on: break and continue in a select do not leave it' }],
  };
}

function leavesLiteral({ at, channel }: DoneCase, loop: Place): Finding {
  return {
    at,
    message: `the case for ${channel} returns from the function literal only, and the loop around it goes on`,
    advice: 'let the function literal say that it is over, and return then',
    because: [{ at: loop, message: 'this loop calls the literal again after its return' }],
  };
}

function endlessMessage(way: Extract<WayOut, { kind: 'none' }>, context: ContextInScope | undefined): string {
  if (context !== undefined) return `this loop never ends: no way out of it depends on ${context.text}`;
  if (way.channel === undefined) return 'this loop never ends: nothing stops it';
  if (way.clock) return `this loop never ends: nothing closes ${way.channel}, and nothing else stops it`;
  return `this loop never ends, not even when ${way.channel} is closed`;
}

function ignored(at: Place, message: string, context: ContextInScope, once?: string): Finding {
  const because = scopeNote(context);
  if (once === undefined) return { at, message, because };
  return {
    at,
    message,
    severity: 'info',
    because: [...because, { at, message: `info, because only ${once} comes here, once for each process` }],
  };
}

function scopeNote(context: ContextInScope | undefined): Note[] {
  return context === undefined ? [] : [{ at: context.at, message: `cancelling ${context.text} does not end the loop` }];
}

function successMessage({ text }: ContextInScope): string {
  return `this loop goes on when ${text} is cancelled: only success ends it`;
}

function shutMessage({ channel, because }: Extract<WayOut, { kind: 'shut' }>): string {
  if (because.why === 'context')
    return `nothing can end this loop: ${channel} waits for a context that is never cancelled`;
  return `nothing can end this loop: nothing closes ${channel} or sends on it`;
}

function shutNote({ because }: Extract<WayOut, { kind: 'shut' }>, loop: Place): Note {
  if (because.why === 'context')
    return { at: because.made, message: `the context comes from ${because.text}`, step: 'before' };
  if (because.made !== undefined) return { at: because.made, message: 'made here, and neither closed nor handed on' };
  return {
    at: loop,
    message: 'the loop that it was to end; the channel is never made, so that a receive waits for ever',
  };
}

function farFinding(ending: FarEnding, { severity, because }: Life): Finding {
  const { at, callee } = ending;
  if (ending.kind === 'forever') {
    const note: Note = { at: ending.loop ?? at, message: `${callee} goes on for ever`, step: 'after' };
    return { at, message: `${callee} never returns, and nothing stops it`, severity, because: [note, ...because] };
  }
  const note = {
    at: ending.argument,
    message: `${callee} runs until its context is cancelled; this one comes from ${ending.made}`,
  };
  const message = `${callee} ends when its context is cancelled, and ${ending.context} never is`;
  return {
    at,
    message,
    advice: 'pass a context that is cancelled when the work is no longer wanted',
    severity,
    because: [note, ...because],
  };
}
