import {
  type Body,
  type Call,
  type InstructionOf,
  instructions,
  outermost,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';

/** A select that waits for the channel of a timer, in which other cases may come first. */
export interface TimedSelect {
  readonly select: InstructionOf<'select'>;
  readonly body: Body;
  /** The position of the timer's case. */
  readonly state: number;
}

/** Where the channel that a call yields goes, as far as a function and its literals show. */
export interface TimeChannel {
  readonly selects: readonly TimedSelect[];
  /** The values, variables and fields that may hold it. */
  readonly holders: ReadonlySet<unknown>;
  readonly phis: readonly InstructionOf<'phi'>[];
}

/** Follows the channel of a timer through variables and fields to the selects that wait for it. */
export function timeChannelOf(call: Call, body: Body): TimeChannel {
  const holders = new Set<unknown>([call]);
  const work: (readonly [Value, Body])[] = [[call, body]];
  const carry = (value: Value, at: Body) => {
    if (holders.has(value)) return;
    holders.add(value);
    work.push([value, at]);
  };
  const all = [...withLiterals(outermost(body))];
  const selects: TimedSelect[] = [];
  const phis: InstructionOf<'phi'>[] = [];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const [value, at] = next;
    for (const use of usesIn(at).of(value)) {
      if (use.op === 'phi' && !phis.includes(use)) phis.push(use);
      if (use.op === 'phi' || use.op === 'convert') carry(use, at);
      else if (use.op === 'fieldaddr' && value === call) carry(use, at);
      else if (use.op === 'load' && value !== call) carry(use, at);
      else if (use.op === 'store' && use.args[1] === value) {
        const place = holderOf(use.args[0]);
        if (place === undefined || holders.has(place)) continue;
        holders.add(place);
        for (const one of all)
          for (const load of instructions(one))
            if (load.op === 'load' && holderOf(load.args[0]) === place) carry(load, one);
      }
    }
  }
  for (const one of all)
    for (const select of instructions(one))
      if (select.op === 'select')
        select.states.forEach(({ form, channel }, state) => {
          if (form === 'receive' && holders.has(channel)) selects.push({ select, body: one, state });
        });
  return { selects, holders, phis };
}

/** The variable or field that an address is of. */
export function holderOf(address: Value): unknown {
  if (address.op === 'fieldaddr') return address.field?.symbol;
  return address.op === 'alloc' || address.op === 'freevar' || address.op === 'global' ? address.symbol : undefined;
}
