import { type Body, type Call, calls, outermost } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { givingBack } from '../../knowledge/closers.js';
import { methodName } from '../../knowledge/resource-table.js';
import type { Resource } from '../../knowledge/resources.js';
import type { Fact, FactStore } from '../fact.js';
import { origins } from '../memory/origins.js';
import { isStandard } from './handed-out.js';

/** That functions of a package end what a callee hands out. */
interface Shown {
  readonly result: number;
  /** The method that they call for it: `Close`. */
  readonly release: string;
  readonly by: Set<Body>;
}

/** What the functions of a package end of what they get, by what hands it out. */
const endedResults: Fact<ReadonlyMap<Call | string, Shown>> = {
  name: 'ended results',
  compute(pkg, store) {
    const found = new Map<Call | string, Shown>();
    for (const body of pkg.allBodies()) {
      for (const call of calls(body)) {
        if (!('name' in call.callee) || !givingBack.has(methodName(call.callee.name)) || call.args.length === 0)
          continue;
        const ended = store.get(origins).of(call.args[0]);
        const maker = ended.op === 'extract' ? ended.args[0] : undefined;
        if (ended.op !== 'extract' || maker?.op !== 'call' || !('name' in maker.callee)) continue;
        const key = keyOf(maker);
        const shown = found.get(key);
        const by = shown?.by ?? new Set();
        by.add(outermost(body));
        if (shown === undefined) found.set(key, { result: ended.index, release: methodName(call.callee.name), by });
      }
    }
    return found;
  },
};

/**
 * What a call hands out as far as those who call the same function show: this one ends it on some path, or two others
 * do. The standard library is listed, and what cannot fail may have been there before.
 */
export function shownByClosing(call: Call, body: Body, store: FactStore): Resource | undefined {
  const { callee } = call;
  if (!('name' in callee) || (callee.kind !== 'unknown' && isStandard(callee.name, store))) return undefined;
  const uses = usesIn(body).of(call);
  if (!uses.some(({ op }) => op === 'extract')) return undefined;
  const shown = store.get(endedResults).get(keyOf(call));
  if (shown === undefined || (!shown.by.has(outermost(body)) && shown.by.size < ENOUGH)) return undefined;
  store.evidence.assumptions.add('handed out');
  return {
    acquire: [],
    result: shown.result,
    release: transaction.has(shown.release) ? both : [`(io.Closer).${shown.release}`],
    holds: transaction.has(shown.release) ? 'transaction' : 'stream',
  };
}

/** Methods of types that are not at hand have only their own names: each call is one of its kind. */
function keyOf(call: Call): Call | string {
  return 'name' in call.callee && call.callee.kind !== 'unknown' ? call.callee.name : call;
}

/** Other functions that show what is to be done. */
const ENOUGH = 2;

const transaction: ReadonlySet<string> = new Set(['Commit', 'Rollback']);
const both = ['(*database/sql.Tx).Commit', '(*database/sql.Tx).Rollback'];
