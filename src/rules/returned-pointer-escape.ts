import {
  type CostlyPointer,
  costlyPointers,
  type Departure,
  defineRule,
  departures,
  type Finding,
  type Note,
  pointerSources,
} from '../engine/api.js';

export default defineRule({
  name: 'returned-pointer-escape',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  otherSeverities: ['warning'],
  precision: 'low',
  tags: ['escape', 'allocation'],
  docs: {
    reports: 'small values that are allocated on the heap because a pointer to them is returned',
    why:
      'A value whose address outlives its function goes to the heap. In a hot loop that is an allocation on each turn: ' +
      'time to make it, and garbage that the collector has to find while the heap grows towards the limit.',
    instead: 'return the value itself',
    quiet: [
      'the type holds a lock, is linked to by others, or has methods that change it where it is: it must stay one',
      'all methods of the type take its address, or its package has it behind pointers, as net/http has Client',
      'constructors of types whose methods take pointers, and functions that only make a pointer of what they are given',
      'exported methods, and those that an interface asks for: others need them as they are',
      'a field or result of which nil means something, and exported fields',
      'the result is an interface, or the address also goes to something that may keep it: it is on the heap anyway',
      'more than 64 bytes, or 512 where the call is hot: a pointer is cheaper then',
      'info even where it is hot: the turn, or the function itself, also allocates, locks or calls what is not known to be cheap',
      'the call is inlined and its result stays in the caller: nothing is allocated',
    ],
    misses: 'Calls through interfaces and function values, and results that are handed on to another function.',
  },

  requires: { departures, costlyPointers },
  on: pointerSources,

  check(source, { departures, costlyPointers }) {
    if (source.kind === 'call') {
      const costly = costlyPointers.of(source.call, source.body);
      return costly && costlyCall(costly);
    }
    const departure = departures.of(source.alloc, source.body);
    if (departure === undefined) return undefined;
    return departure.wasted === undefined ? leaves(departure) : wasted(departure);
  },
});

function costlyCall({ at, callee, declared, result, kept, heat, beside }: CostlyPointer): Finding {
  const because = [{ at: heat.at, message: heat.message }];
  const made = `returns a pointer to ${result.name}, which it makes: ${size(result.bytes)} on the heap`;
  if (declared !== undefined) because.unshift({ at: declared, message: `${callee} ${made}` });
  if (beside !== undefined) {
    const who = beside.in === 'loop' ? 'each turn does this as well' : `${callee} does more than that on each call`;
    because.push({ at: beside.at, message: `info, because ${who}, beside which the pointer hardly counts` });
  }
  return {
    at,
    severity: beside === undefined ? 'warning' : 'info',
    message: `${callee} allocates on every turn of a hot loop: it returns a pointer where a value would do`,
    advice: kept ? 'return the value, and keep values instead of pointers' : 'return the value itself',
    because,
  };
}

function wasted({ at, name, wasted, beside }: Departure): Finding {
  const because: Note[] = [];
  if (wasted !== undefined) because.push({ at: wasted, message: `each turn of this loop has a new ${name}` });
  if (beside !== undefined)
    because.push({
      at: beside,
      message: `info, because each turn does this as well, beside which ${name} hardly counts`,
    });
  return {
    at,
    severity: beside === undefined ? 'warning' : 'info',
    message: `every turn of the loop allocates ${name}, because its address is handed out on some of them`,
    advice: `copy ${name} in the branch that hands it out, and take the address of the copy`,
    because,
  };
}

function leaves({ at, how, name, isVariable, type, bytes, made }: Departure): Finding {
  const thing = isVariable ? name : `a ${name}`;
  const of = isVariable ? `${name} is a ${type} of ${size(bytes)}` : `${name} has ${size(bytes)}`;
  switch (how) {
    case 'sent':
      return {
        at,
        message: `a pointer to ${thing} is sent, so that it is allocated on the heap`,
        advice: 'send the value itself',
        because: [{ at: made, message: `${of}: little more than the pointer` }],
      };
    case 'captured':
      return {
        at,
        message: `this function is kept and shares ${name}, whose address is taken: ${name} is allocated on the heap`,
        advice: `copy ${name} into a variable that is set once, and use that in the function`,
        because: [{ at: made, message: of }],
      };
    default:
      return {
        at,
        message: `a pointer to ${thing} is returned, so that it is allocated on the heap`,
        because: [{ at: made, message: `${of}: little more than the pointer` }],
      };
  }
}

function size(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes} bytes`;
}
