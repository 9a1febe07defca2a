import { returns } from '../../src/engine/facts/endings/returns.js';
import type { FactStore } from '../../src/engine/facts/fact.js';
import { loops, type Trips } from '../../src/engine/facts/loops/loops.js';
import { obligations } from '../../src/engine/facts/resources/obligations.js';
import { ownership } from '../../src/engine/facts/resources/ownership.js';
import { releases } from '../../src/engine/facts/resources/releases.js';
import { loopsIn } from '../../src/engine/flow/loops.js';
import { type Body, terminator } from '../../src/engine/flow/ssa.js';
import { lookup } from '../../src/engine/types/selection.js';
import type { Type } from '../../src/engine/types/type.js';
import { type Corpus, visitCorpus } from './corpus.js';
import { shuffled } from './sample.js';

export interface FactsOptions {
  readonly corpora: readonly Corpus[];
  /** At most so many answers. */
  readonly count: number;
  readonly seed: number;
  /** The only fact that is asked; all of them when undefined. */
  readonly fact: string | undefined;
}

/** What a fact says of a place: the answer by which answers are spread, and what else there is to it. */
interface Answer {
  readonly body: Body;
  readonly node: number;
  readonly answer: string;
  readonly detail: string;
}

/** The facts that rules rest on and no oracle covers. */
const questions: Readonly<Record<string, (body: Body, store: FactStore) => Iterable<Answer>>> = {
  releases: releasesOf,
  owns: ownedBy,
  obligations: obligationsOf,
  trips: tripsOf,
  returns: returnsOf,
};

/**
 * Answers of facts to be checked against the code by a reader, chosen by chance and the same for the same seed, as many
 * of each answer as there can be: rows of corpus, place, fact, answer and detail, tab-separated.
 */
export async function facts({ corpora, count, seed, fact }: FactsOptions): Promise<string[]> {
  // What several builds of one package have in common is there once.
  const rows = new Map<string, Set<string>>();
  for (const corpus of corpora) {
    await visitCorpus(corpus, (store, relative) => {
      for (const body of store.pkg.allBodies()) {
        const { source } = body.file.tree;
        for (const [name, ask] of Object.entries(questions)) {
          if (fact !== undefined && fact !== name) continue;
          for (const { node, answer, detail } of ask(body, store)) {
            const place = `${relative(source.path)}:${source.position(body.file.tree.start(node)).line}`;
            const row = [corpus, place, name, answer, detail].join('\t');
            const kind = `${name} ${answer}`;
            const known = rows.get(kind);
            if (known === undefined) rows.set(kind, new Set([row]));
            else known.add(row);
          }
        }
      }
    });
  }
  return spread(
    [...rows.values()].map((all) => shuffled([...all], seed)),
    count,
  );
}

/** Takes from each list in turn. */
function spread(lists: readonly (readonly string[])[], count: number): string[] {
  const taken: string[] = [];
  const longest = Math.max(0, ...lists.map((list) => list.length));
  for (let i = 0; i < longest; i++) for (const list of lists) if (i < list.length) taken.push(list[i]);
  return taken.slice(0, count);
}

function* releasesOf(body: Body, store: FactStore): Iterable<Answer> {
  const { node, symbol } = body;
  if (symbol === undefined) return;
  const all = store.summaries.ofBody(releases, body, store);
  for (const param of body.params) {
    const name = param.symbol?.name ?? '_';
    const own = all.filter(({ parameter }) => parameter === param.index);
    for (const { at, by, on } of own) yield { body, node, answer: on, detail: `${name} ${at} by ${by.join(' or ')}` };
    const isReleasable = param.symbol !== undefined && releasable(body.types.ofSymbol(param.symbol), body);
    if (own.length === 0 && isReleasable) yield { body, node, answer: 'no', detail: name };
  }
}

function* ownedBy(body: Body, store: FactStore): Iterable<Answer> {
  const { node, symbol } = body;
  if (symbol === undefined) return;
  const all = store.summaries.ofBody(ownership, body, store);
  for (const { places, resource, on } of all) {
    const where = places.map(
      ({ result, parameter, at }) => `${result === undefined ? `p${parameter}` : `r${result}`}.${at}`,
    );
    yield { body, node, answer: on, detail: `${where.join(' or ')} ${resource.holds} of ${resource.acquire[0]}` };
  }
  const signature = body.types.ofSymbol(symbol);
  const results = signature.kind === 'func' ? signature.results : [];
  const isOwned = (result: number) => all.some(({ places }) => places.some((place) => place.result === result));
  for (const [i, { type }] of results.entries())
    if (releasable(type, body) && !isOwned(i)) yield { body, node, answer: 'no', detail: `r${i}` };
}

function* obligationsOf(body: Body, store: FactStore): Iterable<Answer> {
  for (const { call, resource, leaks, renewed, fates, complete } of store.get(obligations).of(body)) {
    const lines = leaks.map((leak) => body.file.tree.source.position(body.file.tree.start(leak.node)).line);
    const kinds = [...(leaks.length > 0 ? ['leaks'] : []), ...(renewed ? ['again'] : []), ...[...fates].sort()];
    const detail = `${resource.holds}${lines.length > 0 ? ` held at the returns on lines ${lines.join(', ')}` : ''}`;
    yield { body, node: call.node, answer: complete ? kinds.join('+') : 'unknown', detail };
  }
}

function* tripsOf(body: Body, store: FactStore): Iterable<Answer> {
  for (const { head, statement } of loopsIn(body)) {
    const [loop] = store.get(loops).around(terminator(head), body);
    if (statement !== undefined && loop?.head === head)
      yield { body, node: statement, answer: loop.trips.by, detail: detailOf(loop.trips) };
  }
}

function detailOf(trips: Trips): string {
  return trips.by === 'constant' ? String(trips.most) : 'of' in trips ? trips.of : '';
}

function* returnsOf(body: Body, store: FactStore): Iterable<Answer> {
  if (!store.summaries.ofBody(returns, body, store)) yield { body, node: body.node, answer: 'no', detail: '' };
}

/** Whether somebody may have to release a value of the type: it can be closed, stopped or called to no result. */
function releasable(type: Type, { types }: Body): boolean {
  const under = types.underlying(type);
  if (under.kind === 'func') return under.params.length === 0 && under.results.length === 0;
  return ['Close', 'Stop', 'Release'].some((name) => lookup(types, type, name)?.kind === 'method');
}
