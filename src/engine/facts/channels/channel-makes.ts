import type { Body, InstructionOf } from '../../flow/ssa.js';
import type { Trigger } from '../fact.js';

/** A place where a channel is made. */
export interface MadeChannel {
  readonly made: InstructionOf<'make'>;
  readonly body: Body;
}

export const channelMakes: Trigger<MadeChannel> = {
  name: 'channel-makes',
  ops: ['make'],
  lift(instruction, body) {
    if (instruction.op !== 'make' || body.types.underlying(instruction.type).kind !== 'chan') return undefined;
    return { made: instruction, body };
  },
};
