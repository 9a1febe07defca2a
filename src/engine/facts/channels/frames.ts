import type { Body, Instruction } from '../../flow/ssa.js';

/**
 * A body as it runs on behalf of a function: the function itself, or what it calls, defers or starts, literals among
 * them. One body that is run from two places has two frames.
 */
export interface Frame {
  readonly body: Body;
  /** Undefined for the function that everything is seen from. */
  readonly run: Run | undefined;
}

/** What runs a body. */
export interface Run {
  readonly caller: Frame;
  /** The call, or what keeps a function that somebody may call. */
  readonly call: Instruction;
  /**
   * `iteration`: again and again while the call lasts. `unknown`: handed to what may run it at once, later, elsewhere or
   * never.
   */
  readonly how: 'call' | 'iteration' | 'defer' | 'spawn' | 'unknown';
}

/** The frame of a goroutine's own function; undefined for what runs in the goroutine of the outermost function. */
export function goroutineOf(frame: Frame): Frame | undefined {
  for (let at = frame; at.run !== undefined; at = at.run.caller) if (at.run.how === 'spawn') return at;
  return undefined;
}

/** Whether it is not known in which goroutine, and whether at all, a frame runs. */
export function isAdrift(frame: Frame): boolean {
  for (let at = frame; at.run !== undefined && at.run.how !== 'spawn'; at = at.run.caller)
    if (at.run.how === 'unknown') return true;
  return false;
}

/** The call in a frame by which another one comes to run; undefined when it is not below the frame. */
export function callTo(frame: Frame, from: Frame): Instruction | undefined {
  for (let at = frame; at.run !== undefined; at = at.run.caller) if (at.run.caller === from) return at.run.call;
  return undefined;
}

/** How many frames lie around one. */
export function depthOf(frame: Frame): number {
  let depth = 0;
  for (let at = frame; at.run !== undefined; at = at.run.caller) depth++;
  return depth;
}
