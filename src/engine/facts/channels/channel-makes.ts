import type { Body, InstructionOf } from '../../flow/ssa.js';
import type { Trigger } from '../fact.js';
import { type MadePipe, pipeMakes } from './pipes.js';

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

const channelMakes: Trigger<MadeChannel> = {
  name: 'channel-makes',
  ops: ['make'],
  lift: (instruction, body) =>
    instruction.op === 'make' && body.types.underlying(instruction.type).kind === 'chan'
      ? { made: instruction, body }
      : undefined,
};

/** What channels and pipes are made. */
export const conduitMakes: Trigger<MadeChannel | MadePipe> = {
  name: 'conduit-makes',
  ops: ['make', 'call'],
  lift: (instruction, body, pkg, store) =>
    instruction.op === 'make'
      ? channelMakes.lift(instruction, body, pkg, store)
      : pipeMakes.lift(instruction, body, pkg, store),
};

/** What channels and pipes are made, and what waits for a channel. */
export const channelWaits: Trigger<MadeChannel | MadePipe | Receive> = {
  name: 'channel-waits',
  ops: ['make', 'call', 'receive'],
  lift: (instruction, body, pkg, store) =>
    instruction.op === 'receive' ? { receive: instruction, body } : conduitMakes.lift(instruction, body, pkg, store),
};
