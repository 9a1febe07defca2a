import { type Body, type Call, outwards, type Value } from '../../flow/ssa.js';
import { handledContexts, requestContexts } from '../../knowledge/http-requests.js';
import type { FactStore } from '../fact.js';
import type { Acquisition } from './acquisitions.js';
import { requestOf } from './no-body.js';
import { type Obligation, obligations } from './obligations.js';
import { placeOf } from './owner-place.js';

/** Whether a context that ends at the latest when the function returns ends what a call acquires. */
export function endsWithContext({ call, body, resource }: Acquisition, store: FactStore): boolean {
  const given = resource.context === undefined ? undefined : call.args[resource.context];
  if (given !== undefined) return isCancelledHere(given, body, store);
  return call.args.some((arg) => {
    const request = requestOf(arg, store);
    const at = request && 'name' in request.callee ? requestContexts.get(request.callee.name) : undefined;
    const context = at === undefined ? undefined : request?.args[at];
    return context !== undefined && isCancelledHere(context, body, store);
  });
}

function isCancelledHere(context: Value, body: Body, store: FactStore): boolean {
  const root = placeOf(context, store)?.root;
  const made = root?.op === 'extract' ? root.args[0] : root;
  if (made?.op !== 'call') return false;
  if ('name' in made.callee && handledContexts.has(made.callee.name))
    return placeOf(made.args[0], store)?.root.op === 'param';
  return isCancelledBy(made, body, store);
}

/** Whether the function that has made a context cancels it whenever it returns. */
export function isCancelledBy(made: Call, body: Body, store: FactStore): boolean {
  const home = [...outwards(body)].find((one) => one.blocks[made.block.index] === made.block);
  return home !== undefined && store.get(obligations).at(made, home).some(isCancelled);
}

function isCancelled({ resource, leaks, renewed, fates, complete }: Obligation): boolean {
  return resource.holds === 'context' && complete && leaks.length === 0 && !renewed && [...fates].join() === 'released';
}
