import type { Body, InstructionOf } from '../../flow/ssa.js';
import type { Trigger } from '../fact.js';

/** A place where a channel is made. */
export interface MadeChannel {
  readonly made: InstructionOf<'make'>;
  readonly body: Body;
}

/** A place that waits for a value, outside a select. */
export interface Receive {
  readonly receive: InstructionOf<'receive'>;
  readonly body: Body;
}

export const channelMakes: Trigger<MadeChannel> = {
  name: 'channel-makes',
  ops: ['make'],
  lift: (instruction, body) =>
    instruction.op === 'make' && body.types.underlying(instruction.type).kind === 'chan'
      ? { made: instruction, body }
      : undefined,
};

/** What channels are made, and what waits for one. */
export const channelWaits: Trigger<MadeChannel | Receive> = {
  name: 'channel-waits',
  ops: ['make', 'receive'],
  lift: (instruction, body, pkg, store) =>
    instruction.op === 'receive' ? { receive: instruction, body } : channelMakes.lift(instruction, body, pkg, store),
};
