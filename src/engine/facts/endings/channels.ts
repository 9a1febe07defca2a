import { instructions, type Value } from '../../flow/ssa.js';
import type { Fact } from '../fact.js';
import { origins } from '../memory/origins.js';

/** What a package does to its channels, each known by the field, the variable or the make that holds it. */
export interface Channels {
  /** Whether the package closes the channel and never sends on it: whoever receives is told to stop. */
  onlyCloses(channel: Value): boolean;
}

export const channels: Fact<Channels> = {
  name: 'channels',
  compute(pkg, store) {
    const { of } = store.get(origins);
    const closed = new Set<unknown>();
    const sent = new Set<unknown>();
    for (const body of pkg.allBodies()) {
      for (const instruction of instructions(body)) {
        if (instruction.op === 'send') sent.add(identity(of(instruction.args[0])));
        if (instruction.op === 'select') {
          for (const { form, channel } of instruction.states)
            if (form === 'send' && channel !== undefined) sent.add(identity(of(channel)));
        }
        if ((instruction.op === 'call' || instruction.op === 'defer') && closes(instruction))
          closed.add(identity(of(instruction.args[0])));
      }
    }
    return {
      onlyCloses(channel) {
        const holder = identity(of(channel));
        return holder !== undefined && closed.has(holder) && !sent.has(holder);
      },
    };
  },
};

function closes({ callee }: { readonly callee: { readonly kind: string; readonly name?: string } }): boolean {
  return callee.kind === 'builtin' && callee.name === 'close';
}

/** What holds a channel: the field, whichever struct's it is, the variable, or the value itself. */
function identity(channel: Value): unknown {
  if (channel.op === 'make') return channel;
  if (channel.op === 'field') return channel.field?.symbol;
  if (channel.op !== 'load') return undefined;
  const [address] = channel.args;
  if (address.op === 'fieldaddr') return address.field?.symbol;
  return address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : undefined;
}
